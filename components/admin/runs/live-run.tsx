'use client'

import type { ReactNode } from 'react'
import type { JobView, LogView, RunView } from '@/lib/admin/views'
import { capitalise } from '@/lib/text/capitalise'
import { RunButtons } from './run-buttons'
import { RunLog } from './run-log'
import { RunProgress } from './run-progress'
import { isActive } from './run-words'
import { useLive } from './use-live'

type Props<View extends RunView> = {
  job: JobView
  run: View
  log: LogView
  /** Why it waits for a review, if it does. */
  reasons?: readonly string[]
  /** What became of the run, in a word. */
  mark: (run: View) => ReactNode
  figures: (run: View) => ReactNode
  children?: ReactNode
}

/** The page of a run, which follows the run while it is active. */
export function LiveRun<View extends RunView>(props: Props<View>) {
  const { job, run: initial, log, reasons, mark, figures, children } = props
  const address = `${job.address}/${initial.id}`
  const followed = isActive(initial) ? `${address}/events` : null
  const { view: run, connection } = useLive(followed, initial)
  return (
    <>
      <div className="mb-8 flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
        <div className="flex flex-wrap items-baseline gap-x-5">
          <h1 className="text-5xl leading-none tracking-tight">
            {capitalise(job.noun)} {run.id}
          </h1>
          {mark(run)}
        </div>
        <RunButtons job={job} run={run} reasons={reasons} />
      </div>
      {run.error !== null && <p className="problem mb-8">{run.error}</p>}
      {isActive(run) && (
        <section aria-label="Progress" className="panel mb-10">
          <RunProgress run={run} stages={job.stages} connection={connection} />
          <noscript>
            <p className="mt-3 text-[0.9375rem]">
              <a href="?" className="text-link">
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
        address={address}
        initial={log}
        isGrowing={isActive(run)}
        heartbeat={run.done}
        stage={run.stage}
      />
    </>
  )
}
