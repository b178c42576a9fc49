import type { Metadata } from 'next'
import Link from 'next/link'
import { CrawlTable } from '@/components/admin/crawls/crawl-table'
import { StartCrawl } from '@/components/admin/crawls/start-crawl'
import { listCrawls } from '@/lib/admin/runs/crawls'
import { requireAdmin } from '@/lib/admin/access/require-admin'

export const metadata: Metadata = { title: 'Crawls' }

const SHOWN = 30

export default async function CrawlsPage() {
  await requireAdmin('/admin/crawls')
  const { runs } = await listCrawls(undefined, SHOWN)
  const active = runs.find(({ silentSeconds }) => silentSeconds !== null)
  return (
    <>
      <h1 className="mb-8 text-5xl leading-none tracking-tight">Crawls of Sketchfab</h1>
      {active ? (
        <p className="text-[1.0625rem]">
          <Link href={`/admin/crawls/${active.id}`} className="text-link">
            Crawl {active.id}
          </Link>{' '}
          is under way. Another can be started when it has ended.
        </p>
      ) : (
        <div className="max-w-4xl">
          <StartCrawl />
        </div>
      )}
      {runs.length > 0 && (
        <section aria-labelledby="history" className="mt-16 border-t border-line pt-10">
          <h2 id="history" className="mb-6 text-3xl tracking-tight">
            Before
          </h2>
          <CrawlTable crawls={runs} />
        </section>
      )}
    </>
  )
}
