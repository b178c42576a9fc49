'use client'

import { PANEL, TEXT_LINK } from '@/components/ui/looks'
import type { ReactNode } from 'react'
import type { LogView, RunView, StageView } from '@/lib/admin/views'
import { runAddress, type RunKind } from '../call-api'
import { RunButtons } from './run-buttons'
import { RunError } from './run-error'
import { RunLog } from './run-log'
import { RunProgress } from './run-progress'
import { isActive } from './run-words'
import { useLive } from './use-live'

type Props<View extends RunView> = {
  kind: RunKind
  title: string
  run: View
  log: LogView
  stages: readonly StageView[]
  /** Why it waits for a review, if it does. */
  reasons?: readonly string[]
  read: (json: string) => View
  /** What became of the run, in a word. */
  mark: (run: View) => ReactNode
  figures: (run: View) => ReactNode
  children?: ReactNode
}

/** The page of a run, which follows the run while it is active. */
export function LiveRun<View extends RunView>(props: Props<View>) {
  const { kind, title, run: initial, log, stages, reasons, read, mark, figures, children } = props
  const address = isActive(initial) ? `${runAddress(kind, initial.id)}/events` : null
  const { view: run, connection } = useLive(address, initial, read)
  return (
    <>
      <div className="mb-8 flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
        <div className="flex flex-wrap items-baseline gap-x-5">
          <h1 className="text-5xl leading-none">{title}</h1>
          {mark(run)}
        </div>
        <RunButtons kind={kind} run={run} reasons={reasons} />
      </div>
      {run.error !== null && (
        <div className="mb-8">
          <RunError run={run} />
        </div>
      )}
      {isActive(run) && (
        <section aria-label="Progress" className={`${PANEL} mb-10`}>
          <RunProgress run={run} stages={stages} connection={connection} />
          <noscript>
            <p className="mt-3 text-sm">
              <a href="?" className={TEXT_LINK}>
                Look again
              </a>{' '}
              to see how far it is: without JavaScript this page does not follow it.
            </p>
          </noscript>
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
