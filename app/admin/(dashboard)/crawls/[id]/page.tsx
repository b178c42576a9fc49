import type { Metadata } from 'next'
import { LiveCrawl } from '@/components/admin/crawls/crawl'
import { Notice } from '@/components/admin/notice'
import { crawls } from '@/lib/admin/runs/crawls'
import { type RunPageProps, readRunPage } from '@/lib/admin/runs/run-pages'

export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  return { title: `Crawl ${(await params).id}` }
}

export default async function CrawlPage(props: RunPageProps) {
  const { job, run, log, said } = await readRunPage(crawls, props)
  return (
    <>
      <Notice said={said} />
      <LiveCrawl job={job} run={run} log={log} />
    </>
  )
}
