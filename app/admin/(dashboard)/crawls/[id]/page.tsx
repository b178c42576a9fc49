import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { LiveCrawl } from '@/components/admin/crawls/live-crawl'
import { readCrawl } from '@/lib/admin/runs/crawls'
import { requireAdmin } from '@/lib/admin/access/require-admin'
import { readLog } from '@/lib/admin/runs/run-log'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Crawl ${(await params).id}` }
}

export default async function CrawlPage({ params }: Props) {
  const { id } = await params
  await requireAdmin(`/admin/crawls/${id}`)
  const crawl = /^\d{1,9}$/.test(id) ? await readCrawl(Number(id)) : null
  if (!crawl) notFound()
  return <LiveCrawl run={crawl} log={readLog(crawl.id)} />
}
