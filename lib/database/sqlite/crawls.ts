import type { SketchfabModel } from '@/lib/facts/described-model'
import type { Connection } from './connection'
import { markGone, type SketchfabUpsertCounts, upsertSketchfabModels } from './sketchfab-models'

/** How far the crawl of a listing is. */
export type CrawlState = {
  /** ISO 8601, in UTC. */
  startedAt: string
  /** The address of the next page; null after the last. */
  next: string | null
  pages: number
  /** How many models were taken from those pages. */
  models: number
}

/**
 * The crawl of a listing that is under way, or a new one: when there was none before, when the last one came to its
 * end, or when that is asked for.
 *
 * @param listing tells one listing from another
 * @param first the address of its first page
 */
export function openCrawl(
  connection: Connection,
  listing: string,
  first: string,
  isAnew: boolean,
): CrawlState & { isResumed: boolean } {
  const open = connection.transaction(() => {
    const known = connection
      .prepare<[string], CrawlState>(
        'SELECT startedAt, next, pages, models FROM Crawl WHERE listing = ? AND finishedAt IS NULL',
      )
      .get(listing)
    if (known && !isAnew) return { ...known, isResumed: true }
    const startedAt = new Date().toISOString()
    connection.prepare('DELETE FROM Crawl WHERE listing = ?').run(listing)
    connection
      .prepare('INSERT INTO Crawl (listing, startedAt, next) VALUES (?, ?, ?)')
      .run(listing, startedAt, first)
    return { startedAt, next: first, pages: 0, models: 0, isResumed: false }
  })
  return open.immediate()
}

/** One page of a listing, as far as it is taken. */
export type CrawledPage = {
  address: string
  next: string | null
  records: readonly SketchfabModel[]
  /** Models on it that must not be shown. */
  hidden: readonly string[]
}

/** Writes what a page brought, and that the crawl is past it: both or neither. */
export function writeCrawledPage(
  connection: Connection,
  listing: string,
  { address, next, records, hidden }: CrawledPage,
): SketchfabUpsertCounts & { gone: number } {
  const write = connection.transaction(() => {
    const now = new Date().toISOString()
    const counts = upsertSketchfabModels(connection, records, now)
    const gone = markGone(connection, hidden, now)
    connection
      .prepare('INSERT OR IGNORE INTO CrawledPage (listing, address) VALUES (?, ?)')
      .run(listing, address)
    connection
      .prepare('UPDATE Crawl SET next = ?, pages = pages + 1, models = models + ? WHERE listing = ?')
      .run(next, records.length, listing)
    return { ...counts, gone }
  })
  return write.immediate()
}

/** Whether the crawl of a listing has read a page already. */
export function hasCrawledPage(connection: Connection, listing: string, address: string): boolean {
  const find = connection.prepare('SELECT 1 FROM CrawledPage WHERE listing = ? AND address = ?')
  return find.get(listing, address) !== undefined
}

/** Ends a crawl: the next one of the listing begins anew. */
export function finishCrawl(connection: Connection, listing: string): void {
  const finish = connection.transaction(() => {
    connection
      .prepare('UPDATE Crawl SET next = NULL, finishedAt = ? WHERE listing = ?')
      .run(new Date().toISOString(), listing)
    connection.prepare('DELETE FROM CrawledPage WHERE listing = ?').run(listing)
  })
  finish.immediate()
}
