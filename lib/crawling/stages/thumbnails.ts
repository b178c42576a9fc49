import type { PendingThumbnail } from '@/lib/database/database'
import type { Next } from '@/lib/jobs/job'
import { UnusableImageError } from '@/lib/thumbnails/decode'
import {
  findStored,
  isIntact,
  readOriginal,
  removeThumbnail,
  storeNewThumbnail,
  storeThumbnail,
} from '@/lib/thumbnails/store'
import {
  type CrawlContext,
  type CrawlResult,
  isOfListing,
  noteFailure,
  noteProblem,
  resultOf,
  tellProgress,
  withinBudget,
} from '../crawl-context'
import { eachOf } from '../each-of'
import { listingOf } from './pages'

/**
 * Fetches the thumbnails whose address was not fetched yet, or whose files are lost, several at a time. What is not an
 * image that can be used becomes a failure of its model and stops nothing. Those that an older version has stored are
 * made anew from what is in the store. The crawl is at its end then.
 *
 * @throws Error when so many in a row came to nothing that the next would, too.
 */
export async function run(context: CrawlContext): Promise<Next<CrawlResult>> {
  const { database, options } = context
  const spent = await withinBudget(context, () => fetchPending(context))
  if (spent) return spent
  if (isOfListing(options)) await database.crawls.finishCrawl(listingOf(options))
  return resultOf(context, 'finished')
}

async function fetchPending(context: CrawlContext): Promise<void> {
  const { database, storage, options, checkpoint } = context
  const fetched = await database.thumbnails.listFetchedThumbnails()
  const withoutLook = await database.thumbnails.listThumbnailsWithoutLook()
  const stored = await findStored(storage, [...fetched.map(({ hash }) => hash), ...withoutLook])
  const lost = fetched.filter(({ hash }) => !stored.has(hash))
  const pending = [...(await database.thumbnails.listPendingThumbnails()), ...lost]
  const old = withoutLook.filter((hash) => stored.has(hash))
  await context.enter(pending.length + old.length)
  let done = 0
  await eachOf(old, options.concurrency, checkpoint, async (hash) => {
    await renewThumbnail(context, hash)
    tellProgress(context, ++done)
  })
  await eachOf(pending, options.concurrency, checkpoint, async (thumbnail) => {
    await fetchThumbnail(context, thumbnail)
    tellProgress(context, ++done)
  })
}

async function fetchThumbnail(context: CrawlContext, thumbnail: PendingThumbnail): Promise<void> {
  const { database, storage, api, counts } = context
  const { address } = thumbnail
  const reply = await api.readThumbnail(address)
  if (reply.kind !== 'found') {
    counts.thumbnailFailures++
    await database.thumbnails.writeThumbnailFailure(
      thumbnail,
      `${address} could not be fetched: ${reply.reason}.`,
      false,
    )
    noteFailure(context, address, { isGeneral: false, ...reply })
    return
  }
  context.troublesInARow = 0
  try {
    const stored = await storeNewThumbnail(storage, reply.value, database.thumbnails.findThumbnail)
    if (!(await database.thumbnails.writeFetchedThumbnail(thumbnail, stored))) {
      // Its model was taken down while it was fetched.
      if (!(await database.thumbnails.hasThumbnail(stored.hash))) await removeThumbnail(storage, stored.hash)
      return
    }
    counts.thumbnails++
  } catch (error) {
    if (!(error instanceof UnusableImageError)) throw error
    counts.thumbnailFailures++
    await database.thumbnails.writeThumbnailFailure(thumbnail, `${address}: ${error.message}`, true)
    noteProblem(context, address, error.message)
  }
}

/** What cannot be read back or used any longer stays as it is: the run that embeds it says so. */
async function renewThumbnail({ database, storage }: CrawlContext, hash: string): Promise<void> {
  if (!(await isIntact(storage, hash))) return
  try {
    const renewed = await storeThumbnail(storage, await readOriginal(storage, hash))
    if (!(await database.thumbnails.setLook(renewed))) await removeThumbnail(storage, hash)
  } catch (error) {
    if (!(error instanceof UnusableImageError)) throw error
  }
}
