import { type Numbered, numberEach } from '@/lib/numerics/number-each'
import { columnsOf, sparsePattern } from '@/lib/numerics/sparse-matrix'

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
  const users = numberEach(likes, ({ user }) => user)
  const models = numberEach(likes, ({ model }) => model)
  // Marks, not an array of likes a round: at 819,000 likes those left 70 MB behind.
  const isKept = firstOfEachPair(users, models)
  const before = countLikes(users, models, isKept)
  for (let left = -1, length = before.likes; left !== length;) {
    left = length
    const [byUser, byModel] = [countKept(users, isKept), countKept(models, isKept)]
    isKept.forEach((is, place) => {
      if (is === 0) return
      const ofUser = byUser[users.numbers[place] ?? 0] ?? 0
      const ofModel = byModel[models.numbers[place] ?? 0] ?? 0
      if (ofUser >= minUserLikes && ofModel >= minModelLikes) return
      isKept[place] = 0
      length--
    })
  }
  const kept = likes.filter((_, place) => isKept[place] === 1)
  return {
    likes: kept,
    models: new Set(kept.map(({ model }) => model)),
    before,
    after: countLikes(users, models, isKept),
  }
}

/** 1 for each like but those that repeat one before them. */
function firstOfEachPair(users: Numbered, models: Numbered): Uint8Array {
  const places = Int32Array.from(users.numbers.keys())
  const byUser = sparsePattern(users.count, places.length, users.numbers, places)
  const seenBy = new Int32Array(models.count).fill(-1)
  const isFirst = new Uint8Array(places.length)
  for (let user = 0; user < users.count; user++) {
    for (const place of columnsOf(byUser, user)) {
      const model = models.numbers[place] ?? 0
      if (seenBy[model] !== user) isFirst[place] = 1
      seenBy[model] = user
    }
  }
  return isFirst
}

function countKept({ numbers, count }: Numbered, isKept: Uint8Array): Int32Array {
  const counts = new Int32Array(count)
  numbers.forEach((number, place) => (counts[number] = (counts[number] ?? 0) + (isKept[place] ?? 0)))
  return counts
}

function countLikes(users: Numbered, models: Numbered, isKept: Uint8Array): LikeCounts {
  const countOf = (each: Numbered) => countKept(each, isKept).filter((count) => count > 0).length
  const [userCount, modelCount] = [countOf(users), countOf(models)]
  const likes = isKept.reduce((sum, is) => sum + is, 0)
  return { users: userCount, models: modelCount, likes, sparsity: likes / (userCount * modelCount || 1) }
}
