import type { SketchfabModel } from '@/lib/facts/described-model'
import { statement, type Work } from '../statement'
import { writeLikesOfUser } from './likes'
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

const findCrawl = statement<[string], CrawlState>(
  'SELECT startedAt, next, pages, models FROM Crawl WHERE listing = ? AND finishedAt IS NULL',
)
const deleteCrawl = statement<[string]>('DELETE FROM Crawl WHERE listing = ?')
const insertCrawl = statement<[string, string, string]>(
  'INSERT INTO Crawl (listing, startedAt, next) VALUES (?, ?, ?)',
)
const insertPage = statement<[string, string]>(
  'INSERT INTO CrawledPage (listing, address) VALUES (?, ?) ON CONFLICT DO NOTHING',
)
const goOn = statement<[string | null, number, string]>(
  'UPDATE Crawl SET next = ?, pages = pages + 1, models = models + ? WHERE listing = ?',
)
const findPage = statement<[string, string]>('SELECT 1 FROM CrawledPage WHERE listing = ? AND address = ?')
const setFinished = statement<[string, string]>(
  'UPDATE Crawl SET next = NULL, finishedAt = ? WHERE listing = ?',
)
const deletePages = statement<[string]>('DELETE FROM CrawledPage WHERE listing = ?')

/**
 * The crawl of a listing that is under way, or a new one: when there was none before, when the last one came to its
 * end, or when that is asked for.
 *
 * @param listing tells one listing from another
 * @param first the address of its first page
 */
export function* openCrawl(
  listing: string,
  first: string,
  isAnew: boolean,
): Work<CrawlState & { isResumed: boolean }> {
  const known = yield* findCrawl.first(listing)
  if (known && !isAnew) return { ...known, isResumed: true }
  const startedAt = new Date().toISOString()
  yield* deleteCrawl.run(listing)
  yield* insertCrawl.run(listing, startedAt, first)
  return { startedAt, next: first, pages: 0, models: 0, isResumed: false }
}

/** One page of a listing, as far as it is taken. */
export type CrawledPage = {
  address: string
  next: string | null
  records: readonly SketchfabModel[]
  /** Models on it that must not be shown. */
  hidden: readonly string[]
  /** Of a listing of what a user likes: who that is, and which models on the page may be shown. */
  liked: { userHash: string; uids: readonly string[] } | null
}

/** Writes what a page brought, and that the crawl is past it: both or neither. */
export function* writeCrawledPage(
  listing: string,
  { address, next, records, hidden, liked }: CrawledPage,
): Work<SketchfabUpsertCounts & { gone: number; likes: number }> {
  const now = new Date().toISOString()
  const counts = yield* upsertSketchfabModels(records, now)
  const gone = yield* markGone(hidden, now)
  const likes = liked === null ? 0 : yield* writeLikesOfUser(liked.userHash, liked.uids)
  yield* insertPage.run(listing, address)
  yield* goOn.run(next, records.length, listing)
  return { ...counts, gone, likes }
}

/** Whether the crawl of a listing has read a page already. */
export function* hasCrawledPage(listing: string, address: string): Work<boolean> {
  return (yield* findPage.first(listing, address)) !== undefined
}

/** Ends a crawl: the next one of the listing begins anew. */
export function* finishCrawl(listing: string): Work<void> {
  yield* setFinished.run(new Date().toISOString(), listing)
  yield* deletePages.run(listing)
}
