import type { Metadata } from 'next'
import Link from 'next/link'
import { CrawlTable } from '@/components/admin/crawls/crawl'
import { StartCrawl } from '@/components/admin/crawls/start-crawl'
import { RunPager } from '@/components/admin/run-pager'
import { crawls } from '@/lib/admin/runs/crawls'
import { readRunsPage, type RunsPageProps } from '@/lib/admin/runs/run-pages'

export const metadata: Metadata = { title: 'Crawls' }

export default async function CrawlsPage(props: RunsPageProps) {
  const { job, runs, activeId, isFirst, nextBefore, said } = await readRunsPage(crawls, props)
  return (
    <>
      <h1 className="mb-8 text-5xl leading-none tracking-tight">Crawls of Sketchfab</h1>
      {activeId === null ? (
        <div className="max-w-4xl">
          <StartCrawl said={said} />
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
          <CrawlTable job={job} runs={runs} />
        </section>
      )}
      <RunPager job={job} isFirst={isFirst} nextBefore={nextBefore} />
    </>
  )
}
