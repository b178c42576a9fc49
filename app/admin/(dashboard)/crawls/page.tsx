import type { Metadata } from 'next'
import Link from 'next/link'
import { CrawlTable } from '@/components/admin/crawls/crawl-table'
import { StartCrawl } from '@/components/admin/crawls/start-crawl'
import { RunPager } from '@/components/admin/run-pager'
import { readNotice } from '@/lib/admin/forms/notices'
import { TEXT_LINK } from '@/components/ui/looks'
import { Section } from '@/components/ui/section'
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
      <h1 className="mb-8 text-5xl leading-none">Crawls of Sketchfab</h1>
      {activeId === null ? (
        <div className="max-w-4xl">
          <StartCrawl said={readNotice(asked.said)} />
        </div>
      ) : (
        <p>
          <Link href={`/admin/crawls/${activeId}`} className={TEXT_LINK}>
            Crawl {activeId}
          </Link>{' '}
          is under way. Another can be started when it has ended.
        </p>
      )}
      {runs.length > 0 && (
        <Section id="history" title="Before">
          <CrawlTable crawls={runs} />
        </Section>
      )}
      <RunPager page="/admin/crawls" what="crawls" isFirst={before === undefined} nextBefore={nextBefore} />
    </>
  )
}
