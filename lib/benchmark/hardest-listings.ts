import type { Database, FitPosition, Matches, ModelFilter, ModelOrder } from '@/lib/database/database'
import { firstModels } from './first-models'
import { withMadeUpRun } from './made-up-run'

const ORDERS: ModelOrder[] = ['likes', 'name', 'recent', 'relevance']

const PAGE_SIZE = 48

/** How many models before the page that is far in. */
const FAR_IN = 20_000

/** What somebody would send who wants the server to work: much that matches, and much that has to be gone through. */
const QUERIES = [
  undefined,
  'b',
  'a',
  '1',
  'face',
  'b '.repeat(100),
  'a b c d e f g h',
  'a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9',
  'face with hand of the person',
  'facewithhandoftheperson',
  '的'.repeat(200),
  'zz '.repeat(60),
  'b zzzz',
]

export type TimedListing = { milliseconds: number; what: string }

/** How many models of a tag a run ranks. */
const RANKED = 2_000

/**
 * The listing that takes longest, its first page or one far in: milliseconds of the page, its count and its categories. Those of a tag
 * by a run's ranking are among them.
 */
export async function measureHardestListing(database: Database): Promise<TimedListing> {
  let hardest: TimedListing = { milliseconds: 0, what: '' }
  const filters = await filtersOf(database)
  for (const query of QUERIES) {
    for (const filter of filters) {
      for (const order of ORDERS) {
        for (const isDeep of [false, true]) {
          note(await timeListing(database, { query, ...filter }, order, isDeep))
        }
      }
    }
  }
  for (const filter of filters)
    if (filter.tag !== undefined) note(await timeByFit(database, filter, filter.tag))
  return hardest

  function note(timed: TimedListing) {
    if (timed.milliseconds > hardest.milliseconds) hardest = timed
  }
}

/** A tag's page by a made-up ranking of models that have it: the first, and one behind all that is ranked. */
async function timeByFit(database: Database, filter: ModelFilter, tag: string): Promise<TimedListing> {
  const { search, tags } = database
  const { ids } = await search.listModelIds(await search.matchModels({ tag }), 'name', null, RANKED)
  return withMadeUpRun(database, { neighbours: 1, modelCount: ids.length }, async (runId) => {
    await tags.writeTagPlaces(runId, [{ tag, modelIds: Int32Array.from(ids), closeIds: new Int32Array(0) }])
    const pageOf = (matches: Matches, position: FitPosition | null, limit: number) =>
      search.listModelIdsByFit(matches, runId, position, limit)
    const behind = await pageOf(await search.matchModels(filter), null, RANKED + PAGE_SIZE)
    let hardest: TimedListing = { milliseconds: 0, what: '' }
    for (const position of [null, behind?.next ?? null]) {
      const milliseconds = await quickest(database, filter, (matches) => pageOf(matches, position, PAGE_SIZE))
      const what = `${JSON.stringify(filter)} by fit${position ? ', far in' : ''}`
      if (milliseconds > hardest.milliseconds) hardest = { milliseconds, what }
    }
    return hardest
  })
}

/** None, the widest category, tag and licence, as the first models tell, and all of these. */
async function filtersOf(database: Database): Promise<ModelFilter[]> {
  const models = await firstModels(database, 5_000)
  const category = mostFrequent(models.flatMap(({ categories }) => categories))
  const tag = mostFrequent(models.flatMap(({ tags }) => tags))
  const license = mostFrequent(models.flatMap(({ license }) => license ?? []))
  return [{}, { category }, { tag }, { license }, { category, tag, license }]
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

async function timeListing(
  database: Database,
  filter: ModelFilter,
  order: ModelOrder,
  isDeep: boolean,
): Promise<TimedListing> {
  const far = isDeep
    ? (await database.search.listModelIds(await database.search.matchModels(filter), order, null, FAR_IN))
        .next
    : null
  const milliseconds = await quickest(database, filter, (matches) =>
    database.search.listModelIds(matches, order, far, PAGE_SIZE),
  )
  return { milliseconds, what: `${JSON.stringify(filter)} by ${order}${isDeep ? ', far in' : ''}` }
}

/** Milliseconds of a page with its count and its categories, the quickest of three times. */
async function quickest(
  { search }: Database,
  filter: ModelFilter,
  page: (matches: Matches) => Promise<unknown>,
): Promise<number> {
  const once = async () => {
    const startedAt = performance.now()
    const matches = await search.matchModels(filter)
    await page(matches)
    await search.countMatchesUpTo(matches, 1_001)
    await search.countMatchesByCategory(matches)
    return performance.now() - startedAt
  }
  return Math.min(await once(), await once(), await once())
}
