import type { Connection } from '@/lib/database/connection'
import { countMatchesByCategory } from '@/lib/database/catalogue-overview'
import { listModelIds, type ModelOrder } from '@/lib/database/model-listing'
import { countMatchesUpTo, matchModels, type ModelFilter } from '@/lib/database/model-matches'

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

/** The listing that takes longest, its first page or one far in: milliseconds of the page, its count and its categories. */
export function measureHardestListing(connection: Connection): TimedListing {
  let hardest: TimedListing = { milliseconds: 0, what: '' }
  for (const query of QUERIES) {
    for (const filter of filtersOf(connection)) {
      for (const order of ORDERS) {
        for (const isDeep of [false, true]) {
          const timed = timeListing(connection, { query, ...filter }, order, isDeep)
          if (timed.milliseconds > hardest.milliseconds) hardest = timed
        }
      }
    }
  }
  return hardest
}

/** None, the widest category, tag and licence, and all of these. */
function filtersOf(connection: Connection): ModelFilter[] {
  const widest = (sql: string) => connection.prepare<[], string>(sql).pluck().get()
  const category = widest(
    'SELECT name FROM ModelCategory JOIN Category ON Category.id = categoryId GROUP BY categoryId ORDER BY count(*) DESC',
  )
  const tag = widest(
    'SELECT name FROM ModelTag JOIN Tag ON Tag.id = tagId GROUP BY tagId ORDER BY count(*) DESC',
  )
  const license = widest(
    'SELECT license FROM Model WHERE license IS NOT NULL GROUP BY license ORDER BY count(*) DESC',
  )
  return [{}, { category }, { tag }, { license }, { category, tag, license }]
}

function timeListing(
  connection: Connection,
  filter: ModelFilter,
  order: ModelOrder,
  isDeep: boolean,
): TimedListing {
  const far = isDeep
    ? listModelIds(connection, matchModels(connection, filter), order, null, FAR_IN).next
    : null
  const once = () => {
    const startedAt = performance.now()
    const matches = matchModels(connection, filter)
    listModelIds(connection, matches, order, far, PAGE_SIZE)
    countMatchesUpTo(connection, matches, 1_001)
    countMatchesByCategory(connection, matches)
    return performance.now() - startedAt
  }
  const milliseconds = Math.min(once(), once(), once())
  return { milliseconds, what: `${JSON.stringify(filter)} by ${order}${isDeep ? ', far in' : ''}` }
}
