import type { Metadata } from 'next'
import Link from 'next/link'
import { CrawlTable } from '@/components/admin/crawls/crawl-table'
import { StartCrawl } from '@/components/admin/crawls/start-crawl'
import { RunPager } from '@/components/admin/run-pager'
import { readNotice } from '@/lib/admin/forms/notices'
import { listRunsParameters } from '@/lib/admin/parameters'
import { listCrawls, readActiveCrawlId } from '@/lib/admin/runs/crawls'
import { requireAdmin } from '@/lib/admin/access/require-admin'

export const metadata: Metadata = { title: 'Crawls' }

const PAGE_SIZE = 30

type Props = { searchParams: Promise<Record<'before' | 'said', string | string[] | undefined>> }

export default async function CrawlsPage({ searchParams }: Props) {
  await requireAdmin('/admin/crawls')
  const asked = await searchParams
  const before = listRunsParameters.shape.before.safeParse(asked.before).data
  const { runs, nextBefore } = await listCrawls(before, PAGE_SIZE)
  const activeId = await readActiveCrawlId()
  return (
    <>
      <h1 className="mb-8 text-5xl leading-none tracking-tight">Crawls of Sketchfab</h1>
      {activeId === null ? (
        <div className="max-w-4xl">
          <StartCrawl said={readNotice(asked.said)} />
        </div>
      ) : (
        <p className="text-[1.0625rem]">
          <Link href={`/admin/crawls/${activeId}`} className="text-link">
            Crawl {activeId}
          </Link>{' '}
          is under way. Another can be started when it has ended.
        </p>
      )}
      {runs.length > 0 && (
        <section aria-labelledby="history" className="mt-16 border-t border-line pt-10">
          <h2 id="history" className="mb-6 text-3xl tracking-tight">
            Before
          </h2>
          <CrawlTable crawls={runs} />
        </section>
      )}
      <RunPager page="/admin/crawls" what="crawls" isFirst={before === undefined} nextBefore={nextBefore} />
    </>
  )
}
