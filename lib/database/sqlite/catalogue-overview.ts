import { compareNames } from '@/lib/text/name-order'
import type { Connection } from './connection'
import type { Matches } from './model-matches'

/** How many models are listed. */
export function countListedModels(connection: Connection): number {
  const statement = connection.prepare<[], number>('SELECT count(*) FROM Model WHERE isListed').pluck()
  return statement.get() ?? 0
}

export type CategoryCount = { name: string; count: number }

function inOrder(counts: CategoryCount[]): CategoryCount[] {
  return counts
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count || compareNames(one.name, other.name))
}

/** The categories of listed models, most models first, those with as many by name. */
export function countByCategory(connection: Connection): CategoryCount[] {
  // Those that are not listed are counted out: mostly they are few, and to ask of each model takes seven times as long.
  const statement = connection.prepare<[], CategoryCount>(
    `SELECT name, total - ifnull(unlisted, 0) AS count
     FROM (SELECT categoryId, count(*) AS total FROM ModelCategory GROUP BY categoryId)
     JOIN Category ON Category.id = categoryId
     LEFT JOIN (
       SELECT categoryId AS unlistedId, count(*) AS unlisted
       FROM Model INDEXED BY Model_unlisted_idx CROSS JOIN ModelCategory ON modelId = Model.id
       WHERE NOT isListed GROUP BY categoryId
     ) ON unlistedId = categoryId`,
  )
  return inOrder(statement.all())
}

/** The same of the matches alone; null when those are too many to count while somebody waits. */
export function countMatchesByCategory(connection: Connection, { ids }: Matches): CategoryCount[] | null {
  if (ids === null) return null
  const statement = connection.prepare<[string], CategoryCount>(
    `SELECT Category.name, count(*) AS count
     FROM json_each(?) AS wanted
     CROSS JOIN Model INDEXED BY Model_listed_idx ON Model.id = wanted.value
     CROSS JOIN ModelCategory ON modelId = Model.id
     CROSS JOIN Category ON Category.id = categoryId
     WHERE isListed GROUP BY categoryId`,
  )
  return inOrder(statement.all(JSON.stringify(ids)))
}

/** Whether any listed model has likes, and any a date: an order by what none has says nothing. */
export function readWhatOrders(connection: Connection): { byLikes: boolean; byDate: boolean } {
  const has = (index: string, condition: string) =>
    connection
      .prepare<[], number>(`SELECT 1 FROM Model INDEXED BY ${index} WHERE isListed AND ${condition} LIMIT 1`)
      .get() !== undefined
  return {
    byLikes: has('Model_likeCount_id_idx', 'likeCount > 0'),
    byDate: has('Model_publishedAt_id_idx', "ifnull(publishedAt, '') > ''"),
  }
}
