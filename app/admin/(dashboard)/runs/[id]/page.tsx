import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Notice } from '@/components/admin/notice'
import { FailureList } from '@/components/admin/failures/failure-list'
import { LiveIndexRun } from '@/components/admin/runs/live-index-run'
import { RetryButton } from '@/components/admin/failures/retry-button'
import { ReviewPanel } from '@/components/admin/runs/review-panel'
import { readFailureGroups } from '@/lib/admin/failures'
import { indexRuns, readIndexRun } from '@/lib/admin/runs/index-runs'
import { readNotice } from '@/lib/admin/forms/notices'
import { requireAdmin } from '@/lib/admin/access/require-admin'
import { readReviewSamples } from '@/lib/admin/runs/review'
import { stagesOf } from '@/lib/admin/runs/run-kind'
import { readLog } from '@/lib/admin/runs/run-log'

type Props = {
  params: Promise<{ id: string }>
  searchParams: Promise<{ said?: string | string[] }>
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  return { title: `Run ${(await params).id}` }
}

export default async function RunPage({ params, searchParams }: Props) {
  const { id } = await params
  await requireAdmin(`/admin/runs/${id}`)
  const run = /^\d{1,9}$/.test(id) ? await readIndexRun(Number(id)) : null
  if (!run) notFound()
  const { groups, total } = readFailureGroups(run.id)
  return (
    <>
      <Notice said={readNotice((await searchParams).said)} />
      <LiveIndexRun run={run} log={readLog(run.id)} stages={stagesOf(indexRuns.job)}>
        <ReviewPanel run={run} samples={readReviewSamples(run)} />
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
