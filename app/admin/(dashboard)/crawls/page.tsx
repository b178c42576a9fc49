import type { Metadata } from 'next'
import Link from 'next/link'
import { TEXT_LINK } from '@/components/ui/looks'
import { CrawlTable } from '@/components/admin/crawls/crawl'
import { StartCrawl } from '@/components/admin/crawls/start-crawl'
import { RunPager } from '@/components/admin/run-pager'
import { Section } from '@/components/ui/section'
import { crawls } from '@/lib/admin/runs/crawls'
import { readRunsPage, type RunsPageProps } from '@/lib/admin/runs/run-pages'

export const metadata: Metadata = { title: 'Crawls' }

export default async function CrawlsPage(props: RunsPageProps) {
  const { job, runs, activeId, isFirst, nextBefore, said } = await readRunsPage(crawls, props)
  return (
    <>
      <h1 className="mb-8 text-5xl leading-none">Crawls of Sketchfab</h1>
      {activeId === null ? (
        <div className="max-w-4xl">
          <StartCrawl said={said} />
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
          <CrawlTable job={job} runs={runs} />
        </Section>
      )}
      <RunPager job={job} isFirst={isFirst} nextBefore={nextBefore} />
    </>
  )
}
