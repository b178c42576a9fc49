import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Notice } from '@/components/admin/notice'
import { LiveCrawl } from '@/components/admin/crawls/live-crawl'
import { crawls, readCrawl } from '@/lib/admin/runs/crawls'
import { readNotice } from '@/lib/admin/forms/notices'
import { requireAdmin } from '@/lib/admin/access/require-admin'
import { stagesOf } from '@/lib/admin/runs/run-kind'
import { readLog } from '@/lib/admin/runs/run-log'

type Props = {
  params: Promise<{ id: string }>
  searchParams: Promise<{ said?: string | string[] }>
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  return { title: `Crawl ${(await params).id}` }
}

export default async function CrawlPage({ params, searchParams }: Props) {
  const { id } = await params
  await requireAdmin(`/admin/crawls/${id}`)
  const crawl = /^\d{1,9}$/.test(id) ? await readCrawl(Number(id)) : null
  if (!crawl) notFound()
  return (
    <>
      <Notice said={readNotice((await searchParams).said)} />
      <LiveCrawl run={crawl} log={readLog(crawl.id)} stages={stagesOf(crawls.job)} />
    </>
  )
}
