import type { Metadata } from 'next'
import Link from 'next/link'
import { TEXT_LINK } from '@/components/ui/looks'
import { RunPager } from '@/components/admin/run-pager'
import { IndexRunTable } from '@/components/admin/runs/index-run'
import { QualityOverTime } from '@/components/admin/runs/quality-over-time'
import { Workers } from '@/components/admin/runs/workers'
import { indexRuns } from '@/lib/admin/runs/index-runs'
import { readRunsPage, type RunsPageProps } from '@/lib/admin/runs/run-pages'
import { readWorkers } from '@/lib/admin/workers'

export const metadata: Metadata = { title: 'Runs' }

export default async function RunsPage(props: RunsPageProps) {
  const { job, runs, isFirst, nextBefore } = await readRunsPage(indexRuns, props)
  const { isShared, workers } = await readWorkers()
  const compared = runs.filter(({ comparison }) => comparison !== null).toReversed()
  const { label = null, depth = 10 } = compared.at(-1)?.comparison ?? {}
  return (
    <>
      <h1 className="mb-8 text-5xl leading-none">Runs</h1>
      {runs.length === 0 ? (
        <p className="text-muted">
          {isFirst ? 'No run yet. ' : 'No older runs. '}
          <Link href="/admin" className={`${TEXT_LINK} text-ink`}>
            {isFirst ? 'Start the first one' : 'Start another one'}
          </Link>
          .
        </p>
      ) : (
        <>
          {compared.length > 1 && (
            <div className="mb-12 max-w-4xl">
              <QualityOverTime
                label={label}
                depth={depth}
                points={compared.map(({ id, comparison }) => ({
                  run: id,
                  quality:
                    comparison?.label === label && comparison.depth === depth
                      ? (comparison.quality?.recallCappedPrecision ?? null)
                      : null,
                  changed: comparison?.changedShare ?? null,
                }))}
              />
            </div>
          )}
          <IndexRunTable job={job} runs={runs} />
        </>
      )}
      <RunPager job={job} isFirst={isFirst} nextBefore={nextBefore} />
      {isShared && <Workers workers={workers} />}
    </>
  )
}
