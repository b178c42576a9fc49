/** One user likes one model; both are known by numbers or texts of the caller's. */
export type Like<User, Model> = { user: User; model: Model }

export type LikeCounts = {
  users: number
  models: number
  likes: number
  /** The share of all pairs of a user and a model that are likes, 0 to 1. */
  sparsity: number
}

export type Thresholded<User, Model> = {
  /** The likes that are left, in their order, each pair once. */
  likes: Like<User, Model>[]
  models: Set<Model>
  before: LikeCounts
  after: LikeCounts
}

/**
 * Keeps the users and the models that have at least so many likes each, counted among what is kept: leaving out a
 * user takes likes from models, and the other way round, so it is repeated until nothing changes. The result is the
 * largest such set, whatever the order (the article's `threshold_likes`; the (i, j)-core of the bipartite graph).
 *
 * @param minUserLikes and minModelLikes: whole numbers; 0 and 1 leave nobody out
 */
export function thresholdLikes<User, Model>(
  likes: readonly Like<User, Model>[],
  minUserLikes: number,
  minModelLikes: number,
): Thresholded<User, Model> {
  const distinct = withoutRepeats(likes)
  let kept = distinct
  for (;;) {
    const byUser = countBy(kept, ({ user }) => user)
    const byModel = countBy(kept, ({ model }) => model)
    const enough = kept.filter(
      ({ user, model }) =>
        (byUser.get(user) ?? 0) >= minUserLikes && (byModel.get(model) ?? 0) >= minModelLikes,
    )
    if (enough.length === kept.length) break
    kept = enough
  }
  return {
    likes: kept,
    models: new Set(kept.map(({ model }) => model)),
    before: countLikes(distinct),
    after: countLikes(kept),
  }
}

function withoutRepeats<User, Model>(likes: readonly Like<User, Model>[]): Like<User, Model>[] {
  const seen = new Map<User, Set<Model>>()
  return likes.filter(({ user, model }) => {
    const models = seen.get(user) ?? new Set()
    if (models.has(model)) return false
    seen.set(user, models.add(model))
    return true
  })
}

function countBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}

function countLikes<User, Model>(likes: readonly Like<User, Model>[]): LikeCounts {
  const users = new Set(likes.map(({ user }) => user)).size
  const models = new Set(likes.map(({ model }) => model)).size
  return { users, models, likes: likes.length, sparsity: likes.length / (users * models || 1) }
}
