import type { Metadata } from 'next'
import Link from 'next/link'
import { QualityOverTime } from '@/components/admin/runs/quality-over-time'
import { RunPager } from '@/components/admin/run-pager'
import { RunTable } from '@/components/admin/runs/run-table'
import { listIndexRuns } from '@/lib/admin/runs/index-runs'
import { TEXT_LINK } from '@/components/ui/looks'
import { listRunsParameters } from '@/lib/admin/parameters'
import { requireAdmin } from '@/lib/admin/access/require-admin'

export const metadata: Metadata = { title: 'Runs' }

const PAGE_SIZE = 30

type Props = { searchParams: Promise<{ before?: string | string[] }> }

export default async function RunsPage({ searchParams }: Props) {
  await requireAdmin('/admin/runs')
  const before = listRunsParameters.shape.before.safeParse((await searchParams).before).data
  const { runs, nextBefore } = await listIndexRuns(before, PAGE_SIZE)
  const compared = runs.filter(({ comparison }) => comparison !== null).toReversed()
  const { label = null, depth = 10 } = compared.at(-1)?.comparison ?? {}
  return (
    <>
      <h1 className="mb-8 text-5xl leading-none">Runs</h1>
      {runs.length === 0 ? (
        <p className="text-muted">
          {before === undefined ? 'No run yet. ' : 'No older runs. '}
          <Link href="/admin" className={`${TEXT_LINK} text-ink`}>
            {before === undefined ? 'Start the first one' : 'Start another one'}
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
          <RunTable runs={runs} />
        </>
      )}
      <RunPager page="/admin/runs" what="runs" isFirst={before === undefined} nextBefore={nextBefore} />
    </>
  )
}
