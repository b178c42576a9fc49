import { isApiAddress, listingAddress } from '@/lib/catalogue/sketchfab/addresses'
import type { Listing } from '@/lib/catalogue/sketchfab/listing-answer'
import type { SketchfabModel } from '@/lib/facts/described-model'
import { userHasher } from '@/lib/importing/anonymise'
import type { Next } from '@/lib/jobs/job'
import {
  type CrawlContext,
  type CrawlResult,
  isOfListing,
  noteProblem,
  tellProgress,
  withinBudget,
} from '../crawl-context'
import { type CrawlOptions, DEFAULT_LISTING_LIMIT } from '../crawl-options'
import { mayBeShown } from '../selection'

/** So many pages in a row without a model that was not on one before: the listing has no end. */
const MAX_BARREN_PAGES = 10

/**
 * Reads a listing, where one is asked for, page by page and writes each with the place to go on from, so that a crawl that
 * ends at any moment is taken up by the next one.
 *
 * @throws Error when a page cannot be read.
 */
export async function run(context: CrawlContext): Promise<Next<CrawlResult>> {
  if (isOfListing(context.options)) return withinBudget(context, () => readListing(context))
}

async function readListing(context: CrawlContext): Promise<void> {
  const { database, dataDir, apiUrl, options, checkpoint, counts } = context
  const userHash =
    options.likedBy === undefined
      ? null
      : (await userHasher(database, dataDir, context.likesSecret))(options.likedBy)
  const { limit = DEFAULT_LISTING_LIMIT } = options
  const listing = listingOf(options)
  const first = listingAddress(apiUrl, options)
  let crawl = await database.crawls.openCrawl(listing, first, options.restart)
  let mayBeginAnew = true
  if (crawl.isResumed) {
    context.note(
      `Goes on with the crawl of ${crawl.startedAt}; pages read so far: ${crawl.pages}, models taken: ${crawl.models}.`,
    )
  }
  await context.enter(Math.max(0, limit - crawl.models))

  let taken = crawl.models
  let address = crawl.next
  let barrenPages = 0
  const seen = new Set<string>()
  while (address !== null && taken < limit) {
    await checkpoint()
    let page = address === first ? await readFirstPage(context, first) : await readLaterPage(context, address)
    if (page === null) {
      if (!mayBeginAnew) throw new Error(REFUSED_TWICE)
      mayBeginAnew = false
      // Before the place is given up: it may be that nothing can be read at the moment.
      page = await readFirstPage(context, first)
      context.note(
        `Sketchfab does not take the place ${address} any more. The listing begins anew; what is known of it is passed over.`,
      )
      crawl = await database.crawls.openCrawl(listing, first, true)
      taken = 0
      address = first
      barrenPages = 0
      seen.clear()
      await context.enter(limit)
    }
    const { records, shown, hidden, leftOut, isEnough } = select(page.models, options, limit - taken)
    const liked = userHash === null ? null : { userHash, uids: shown }
    const next: string | null = isEnough ? null : await nextOf(context, address, page.next)
    const taking = { address, next, records, hidden, liked }
    const { added, updated, unchanged, gone, removed, fromElsewhere, likes } =
      await database.crawls.writeCrawledPage(listing, taking)
    counts.pages++
    counts.added += added
    counts.updated += updated
    counts.unchanged += unchanged
    counts.gone += gone
    counts.likes += likes
    counts.passedOver += removed + fromElsewhere
    counts.leftOut += leftOut
    counts.refused += page.refused.length
    for (const { uid, reason } of page.refused) noteProblem(context, uid ?? address, reason)
    taken += records.length
    tellProgress(context, taken - crawl.models)

    barrenPages = page.models.some(({ uid }) => !seen.has(uid)) ? 0 : barrenPages + 1
    for (const { uid } of page.models) seen.add(uid)
    if (barrenPages >= MAX_BARREN_PAGES) {
      throw new Error(
        `${address} is the ${MAX_BARREN_PAGES}th page in a row with nothing new on it. --restart begins anew.`,
      )
    }
    address = next
  }
}

/** Tells one listing, and what is taken from it, from another: whatever is equal by this can go on from the other. */
export function listingOf({ minLikes, includeNoai, ...filter }: CrawlOptions): string {
  return `${listingAddress('', filter)}#${new URLSearchParams({ minLikes: `${minLikes}`, noAi: `${includeNoai}` })}`
}

const REFUSED_TWICE =
  'Sketchfab refused a place in the listing twice, the second time just after it had given it. What was read is kept; ' +
  'ask for less with --limit, or later.'

async function readFirstPage({ api }: CrawlContext, first: string): Promise<Listing> {
  const reply = await api.readListing(first)
  if (reply.kind === 'found') return reply.value
  throw unreadable(first, reply, reply.kind === 'gone' ? ' There may be no such user, category or tag.' : '')
}

/** Reads a page that is not the first; null when its address is refused: places in a listing do not last. */
async function readLaterPage({ api }: CrawlContext, address: string): Promise<Listing | null> {
  const reply = await api.readListing(address)
  if (reply.kind === 'found') return reply.value
  if (reply.kind === 'gone' || reply.isRefused) return null
  throw unreadable(address, reply)
}

function unreadable(address: string, { reason }: { reason: string }, hint = ''): Error {
  return new Error(
    `The page ${address} could not be read: ${reason}.${hint} What was read before is kept; run it again to go on.`,
  )
}

type Selection = {
  records: SketchfabModel[]
  /** May be shown, whether they are taken or not. */
  shown: string[]
  /** Must not be shown, whether they are in the catalogue or not. */
  hidden: string[]
  /** How many are not taken for what they are; those beyond the limit are not among them. */
  leftOut: number
  /** Nothing that follows can have enough likes. */
  isEnough: boolean
}

function select(models: readonly SketchfabModel[], options: CrawlOptions, most: number): Selection {
  const shown = models.filter((model) => mayBeShown(model, options))
  const liked = shown.filter(({ likeCount }) => likeCount >= options.minLikes)
  const isByLikes = options.sort === 'likes' && options.likedBy === undefined
  return {
    records: liked.slice(0, most),
    shown: shown.map(({ uid }) => uid),
    hidden: models.filter((model) => !shown.includes(model)).map(({ uid }) => uid),
    leftOut: models.length - liked.length,
    isEnough: isByLikes && models.length > 0 && models.every(({ likeCount }) => likeCount < options.minLikes),
  }
}

/** The address to go on at; null at the end of the listing, and where the next page is none that can be followed. */
async function nextOf(context: CrawlContext, address: string, given: string | null): Promise<string | null> {
  if (given === null) return null
  const next = URL.canParse(given, address) ? new URL(given, address).href : given
  const isLoop =
    next === address || (await context.database.crawls.hasCrawledPage(listingOf(context.options), next))
  if (!isLoop && isApiAddress(context.apiUrl, next)) return next
  noteProblem(
    context,
    address,
    isLoop
      ? `the next page is said to be ${next}, which was read already; the listing ends here`
      : `the next page is said to be ${next}, which is not the API’s; the listing ends here`,
  )
  return null
}
