'use client'

import type { ReactNode } from 'react'
import type { IndexRunView, LogView, StageView } from '@/lib/admin/views'
import { LiveRun } from './live-run'
import { RunFigures } from './run-figures'
import { StatusMark } from './status-mark'

const read = (json: string): IndexRunView => JSON.parse(json)

type Props = { run: IndexRunView; log: LogView; stages: readonly StageView[]; children: ReactNode }

/** The page of an index run; what does not change while it is active are the children. */
export function LiveIndexRun({ run, log, stages, children }: Props) {
  return (
    <LiveRun
      kind="index-run"
      title={`Run ${run.id}`}
      run={run}
      log={log}
      stages={stages}
      read={read}
      reasons={run.comparison?.reasons}
      mark={(run) => <StatusMark run={run} />}
      figures={(run) => <RunFigures run={run} stages={stages} />}
    >
      {children}
    </LiveRun>
  )
}
