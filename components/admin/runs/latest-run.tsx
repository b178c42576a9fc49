import Link from 'next/link'
import { BUTTON, TEXT_LINK } from '@/components/ui/looks'
import type { IndexRunView, JobView } from '@/lib/admin/views'
import { Moment } from '../moment'
import { PROBLEM } from '../problem'
import { RunButtons } from './run-buttons'
import { modeWords } from './run-words'
import { IndexRunMark } from './index-run'

type Props = {
  job: JobView
  run: IndexRunView | null
  /** The run that readers see; null while none is published. */
  publishedId: number | null
}

/** How the last run ended, what can be done about it, and which one readers see. */
export function LatestRun({ job, run, publishedId }: Props) {
  return (
    <section aria-labelledby="latest">
      <h2 id="latest" className="mb-6 text-3xl">
        Last run
      </h2>
      {run === null ? (
        <p className="text-muted">None yet. The first one makes pages show what looks alike.</p>
      ) : (
        <div className="space-y-4">
          <p className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
            <Link href={`/admin/runs/${run.id}`} prefetch={false} className={TEXT_LINK}>
              Run {run.id}
            </Link>
            <IndexRunMark run={run} />
          </p>
          <p className="text-sm leading-relaxed text-muted">
            {modeWords(run)}, recipe {run.recipe}, from the {run.startedBy}, <Moment at={run.startedAt} />
          </p>
          {run.id !== publishedId && <Live publishedId={publishedId} />}
          {run.error !== null && <p className={PROBLEM}>{run.error}</p>}
          {run.comparison?.reasons.map((reason) => (
            <p key={reason} className="text-sm leading-relaxed">
              {reason}
            </p>
          ))}
          {run.status === 'needs-review' ? (
            <Link href={`/admin/runs/${run.id}`} prefetch={false} className={BUTTON.strong}>
              Look at it
            </Link>
          ) : (
            run.actions.includes('resume') && (
              <RunButtons
                job={job}
                run={{ ...run, actions: run.actions.filter((action) => action === 'resume') }}
              />
            )
          )}
        </div>
      )}
    </section>
  )
}

function Live({ publishedId }: { publishedId: number | null }) {
  if (publishedId === null) return <p className="text-sm">Readers see none: nothing is published.</p>
  return (
    <p className="text-sm">
      Readers see{' '}
      <Link href={`/admin/runs/${publishedId}`} prefetch={false} className={TEXT_LINK}>
        run {publishedId}
      </Link>
      .
    </p>
  )
}
