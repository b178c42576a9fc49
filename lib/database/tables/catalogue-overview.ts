import { compareNames } from '@/lib/text/name-order'
import { dialect, statement, type Work } from '../statement'
import type { Matches } from './model-matches'

const countListed = statement<[], { count: number }>('SELECT count(*) AS count FROM Model WHERE isListed')

/** How many models are listed. */
export function* countListedModels(): Work<number> {
  return (yield* countListed.first())?.count ?? 0
}

export type CategoryCount = { name: string; count: number }

function inOrder(counts: CategoryCount[]): CategoryCount[] {
  return counts
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count || compareNames(one.name, other.name))
}

// Those that are not listed are counted out: mostly they are few, and to ask of each model takes seven times as long.
const countCategories = statement<[], CategoryCount>(
  ({ walking, joinedInOrder }) =>
    `SELECT name, total - coalesce(unlisted, 0) AS count
     FROM (SELECT categoryId, count(*) AS total FROM ModelCategory GROUP BY categoryId) AS linked
     JOIN Category ON Category.id = categoryId
     LEFT JOIN (
       SELECT categoryId AS unlistedId, count(*) AS unlisted
       FROM Model ${walking('Model_unlisted_idx')} ${joinedInOrder} ModelCategory ON modelId = Model.id
       WHERE NOT isListed GROUP BY categoryId
     ) AS hidden ON unlistedId = categoryId`,
)

/** The categories of listed models, most models first, those with as many by name. */
export function* countByCategory(): Work<CategoryCount[]> {
  return inOrder(yield* countCategories.all())
}

const countCategoriesAmong = statement<[string], CategoryCount>(
  ({ eachNumber, walking, joinedInOrder }) =>
    `SELECT Category.name, count(*) AS count
     FROM ${eachNumber} AS wanted
     ${joinedInOrder} Model ${walking('Model_listed_idx')} ON Model.id = wanted.value
     ${joinedInOrder} ModelCategory ON modelId = Model.id
     ${joinedInOrder} Category ON Category.id = categoryId
     WHERE isListed GROUP BY Category.id`,
)

/** The same of the matches alone; null when those are too many to count while somebody waits. */
export function* countMatchesByCategory({ ids }: Matches): Work<CategoryCount[] | null> {
  return ids === null ? null : inOrder(yield* countCategoriesAmong.all(JSON.stringify(ids)))
}

const findLiked = statement(
  ({ walking }) =>
    `SELECT 1 FROM Model ${walking('Model_likeCount_id_idx')} WHERE isListed AND likeCount > 0 LIMIT 1`,
)
const findDated = statement<[string]>(
  ({ walking, publishedAt }) =>
    `SELECT 1 FROM Model ${walking('Model_publishedAt_id_idx')} WHERE isListed AND ${publishedAt} > ? LIMIT 1`,
)

/** Whether any listed model has likes, and any a date: an order by what none has says nothing. */
export function* readWhatOrders(): Work<{ byLikes: boolean; byDate: boolean }> {
  const { publishedAtOf } = yield* dialect()
  return {
    byLikes: (yield* findLiked.first()) !== undefined,
    byDate: (yield* findDated.first(publishedAtOf(''))) !== undefined,
  }
}
