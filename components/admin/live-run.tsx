'use client'

import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import type { IndexRunView, LogView } from '@/lib/admin/views'
import { runAddress } from './call-api'
import { RunButtons } from './run-buttons'
import { RunFigures } from './run-figures'
import { RunLog } from './run-log'
import { RunProgress } from './run-progress'
import { isActive } from './run-words'
import { StatusMark } from './status-mark'
import { useLive } from './use-live'

const read = (json: string): IndexRunView => JSON.parse(json)

type Props = { run: IndexRunView; log: LogView; children: ReactNode }

/** The top of a run's page, which follows the run while it is active, and its log at the bottom. */
export function LiveRun({ run: initial, log, children }: Props) {
  const router = useRouter()
  const { view: run, connection } = useLive(
    isActive(initial) ? `${runAddress(initial.id)}/events` : null,
    initial,
    read,
  )
  return (
    <>
      <div className="mb-8 flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
        <div className="flex flex-wrap items-baseline gap-x-5">
          <h1 className="text-5xl leading-none tracking-tight">Run {run.id}</h1>
          <StatusMark run={run} />
        </div>
        <RunButtons run={run} onDeleted={() => router.replace('/admin/runs')} />
      </div>
      {run.error !== null && <p className="problem mb-8">{run.error}</p>}
      {isActive(run) && (
        <section aria-label="Progress" className="panel mb-10">
          <RunProgress run={run} connection={connection} />
        </section>
      )}
      <RunFigures run={run} />
      {children}
      <RunLog runId={run.id} initial={log} isGrowing={isActive(run)} heartbeat={run.done} stage={run.stage} />
    </>
  )
}
