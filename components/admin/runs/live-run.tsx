'use client'

import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import type { LogView, RunView } from '@/lib/admin/views'
import { RUN_KINDS, runAddress, type RunKind } from '../call-api'
import { RunButtons } from './run-buttons'
import { RunLog } from './run-log'
import { RunProgress } from './run-progress'
import { isActive } from './run-words'
import { useLive } from './use-live'

type Props<View extends RunView> = {
  kind: RunKind
  title: string
  run: View
  log: LogView
  read: (json: string) => View
  /** What became of the run, in a word. */
  mark: (run: View) => ReactNode
  figures: (run: View) => ReactNode
  children?: ReactNode
}

/** The page of a run, which follows the run while it is active. */
export function LiveRun<View extends RunView>(props: Props<View>) {
  const { kind, title, run: initial, log, read, mark, figures, children } = props
  const router = useRouter()
  const address = isActive(initial) ? `${runAddress(kind, initial.id)}/events` : null
  const { view: run, connection } = useLive(address, initial, read)
  return (
    <>
      <div className="mb-8 flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
        <div className="flex flex-wrap items-baseline gap-x-5">
          <h1 className="text-5xl leading-none tracking-tight">{title}</h1>
          {mark(run)}
        </div>
        <RunButtons kind={kind} run={run} onDeleted={() => router.replace(RUN_KINDS[kind].pages)} />
      </div>
      {run.error !== null && <p className="problem mb-8">{run.error}</p>}
      {isActive(run) && (
        <section aria-label="Progress" className="panel mb-10">
          <RunProgress run={run} connection={connection} />
        </section>
      )}
      {figures(run)}
      {children}
      <RunLog
        kind={kind}
        runId={run.id}
        initial={log}
        isGrowing={isActive(run)}
        heartbeat={run.done}
        stage={run.stage}
      />
    </>
  )
}
