import type { Metadata } from 'next'
import { FailureList } from '@/components/admin/failures/failure-list'
import { RetryButton } from '@/components/admin/failures/retry-button'
import { Notice } from '@/components/admin/notice'
import { LiveIndexRun } from '@/components/admin/runs/index-run'
import { KindsPanel } from '@/components/admin/runs/kinds-panel'
import { ReportLink } from '@/components/admin/runs/report-link'
import { ReviewPanel } from '@/components/admin/runs/review-panel'
import { readFailureGroups } from '@/lib/admin/failures'
import { indexRuns } from '@/lib/admin/runs/index-runs'
import { readKinds } from '@/lib/admin/runs/kinds'
import { readReviewSamples } from '@/lib/admin/runs/review'
import { hasReport } from '@/lib/admin/runs/run-report'
import { type RunPageProps, readRunPage } from '@/lib/admin/runs/run-pages'

export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  return { title: `Run ${(await params).id}` }
}

export default async function RunPage(props: RunPageProps) {
  const { job, run, log, said } = await readRunPage(indexRuns, props)
  const { groups, total } = await readFailureGroups(run.id)
  return (
    <>
      <Notice said={said} />
      <LiveIndexRun job={job} run={run} log={log}>
        <KindsPanel kinds={await readKinds(run.id)} />
        <ReviewPanel run={run} samples={await readReviewSamples(run)} />
        {(await hasReport(run.id)) && <ReportLink runId={run.id} />}
        {total > 0 && (
          <section aria-labelledby="failures" className="mt-14">
            <div className="mb-5 flex flex-wrap items-baseline justify-between gap-4">
              <h2 id="failures" className="text-3xl">
                {total.toLocaleString('en')} failed
              </h2>
              <RetryButton recipe={run.recipe} label="Try all of them again" />
            </div>
            <FailureList groups={groups} />
          </section>
        )}
      </LiveIndexRun>
    </>
  )
}
