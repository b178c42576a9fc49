import Link from 'next/link'
import type { IndexRunView } from '@/lib/admin/views'
import { Moment } from '../moment'
import { RunButtons } from './run-buttons'
import { modeWords } from './run-words'
import { StatusMark } from './status-mark'

/** How the last run ended, and what can be done about it. */
export function LatestRun({ run }: { run: IndexRunView | null }) {
  return (
    <section aria-labelledby="latest">
      <h2 id="latest" className="mb-6 text-4xl tracking-tight">
        Last run
      </h2>
      {run === null ? (
        <p className="text-muted">None yet. The first one makes pages show what looks alike.</p>
      ) : (
        <div className="space-y-4">
          <p className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
            <Link href={`/admin/runs/${run.id}`} prefetch={false} className="text-link">
              Run {run.id}
            </Link>
            <StatusMark run={run} />
          </p>
          <p className="text-[0.9375rem] leading-relaxed text-muted">
            {modeWords(run)}, recipe {run.recipe}, from the {run.startedBy}, <Moment at={run.startedAt} />
          </p>
          {run.error !== null && <p className="problem">{run.error}</p>}
          {run.comparison?.reasons.map((reason) => (
            <p key={reason} className="text-[0.9375rem] leading-relaxed">
              {reason}
            </p>
          ))}
          {run.status === 'needs-review' ? (
            <Link href={`/admin/runs/${run.id}`} prefetch={false} className="button strong">
              Look at it
            </Link>
          ) : (
            run.actions.includes('resume') && (
              <RunButtons
                kind="index-run"
                run={{ ...run, actions: run.actions.filter((action) => action === 'resume') }}
              />
            )
          )}
        </div>
      )}
    </section>
  )
}
