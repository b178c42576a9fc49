import { countByRow, type SparsePattern, sparsePattern, transposePattern } from '@/lib/numerics/sparse-matrix'
import { thresholdLikes } from '@/lib/recommending/threshold-likes'
import { NothingToEvaluateError } from '../nothing-to-evaluate'
import {
  compareIds,
  isCold,
  type KnownLike,
  SEEDS,
  splitCold,
  splitLikes,
  type SplitLikes,
} from './split-likes'

/** Likes to learn from and likes to test by, numbered. */
export type LikeSet = {
  /** Ascending. */
  users: string[]
  /** The more liked first, by what is learned from; equal ones by id. Ties of scores are broken by this order. */
  models: string[]
  /** [users, models] */
  train: SparsePattern
  test: SparsePattern
  /** How many train likes each model has. */
  popularity: Int32Array
  /** The most liked models that together hold half of the train likes: so many of the first. The others are the tail. */
  head: number
  /** Which tags models have, of those that two or more have, [models, tags]. */
  tags: SparsePattern
  /** In small letters, ascending. */
  tagNames: string[]
  /** 1 for each model that is cold; none is in a set that is not split so. */
  cold: Uint8Array
}

/** Likes, and the tags of models. */
export type RatedCatalogue = {
  likes: readonly KnownLike[]
  tagsOf: (model: string) => readonly string[]
}

/** Users and models with fewer likes are left out, over and over until all have as many. */
const LEAST_LIKES = 5

export type SplitName = 'test' | 'validation' | 'cold'

/**
 * Makes the set to measure by: without users and models of few likes, split for the test, for choosing settings (within the
 * train likes of the test split), or with a tenth of the models cold.
 *
 * @throws NothingToEvaluateError when too few likes are left to test by
 */
export function likeSetOf({ likes, tagsOf }: RatedCatalogue, split: SplitName): LikeSet {
  const kept = thresholdLikes(likes, LEAST_LIKES, LEAST_LIKES).likes
  const first = split === 'cold' ? splitCold(kept) : splitLikes(kept, SEEDS.test)
  const parts = split === 'validation' ? splitLikes(first.train, SEEDS.validation) : first
  if (parts.test.length === 0)
    throw new NothingToEvaluateError(
      `There are too few likes to measure by, ${likes.length}: users with 10 or more are needed, of models that 5 or more like.`,
    )
  return numberLikes(kept, parts, tagsOf, split === 'cold')
}

/** @param all whose users and models there are, with likes to learn from or not */
export function numberLikes(
  all: readonly KnownLike[],
  { train, test }: SplitLikes,
  tagsOf: (model: string) => readonly string[],
  hasCold = false,
): LikeSet {
  const counts = new Map<string, number>()
  for (const { model } of all) counts.set(model, 0)
  for (const { model } of train) counts.set(model, (counts.get(model) ?? 0) + 1)
  const models = [...counts.keys()].sort(
    (one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0) || compareIds(one, other),
  )
  const users = [...new Set(all.map(({ user }) => user))].sort(compareIds)
  const modelNumbers = numbersOf(models)
  const userNumbers = numbersOf(users)
  const patternOf = (likes: readonly KnownLike[]) =>
    sparsePattern(
      users.length,
      models.length,
      Int32Array.from(likes, ({ user }) => userNumbers.get(user) ?? -1),
      Int32Array.from(likes, ({ model }) => modelNumbers.get(model) ?? -1),
    )
  const trainPattern = patternOf(train)
  const popularity = countByRow(transposePattern(trainPattern))
  return {
    users,
    models,
    train: trainPattern,
    test: patternOf(test),
    popularity,
    head: headOf(popularity),
    ...tagPattern(models, tagsOf),
    cold: Uint8Array.from(models, (model) => (hasCold && isCold(model) ? 1 : 0)),
  }
}

function numbersOf(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, number) => [id, number]))
}

function headOf(popularity: Int32Array): number {
  const half = popularity.reduce((sum, count) => sum + count, 0) / 2
  let before = 0
  const last = popularity.findIndex((count) => (before += count) >= half)
  return last + 1
}

function tagPattern(
  models: readonly string[],
  tagsOf: (model: string) => readonly string[],
): Pick<LikeSet, 'tags' | 'tagNames'> {
  const modelsOf = new Map<string, number[]>()
  models.forEach((id, model) => {
    for (const tag of new Set(tagsOf(id).map((name) => name.toLowerCase()))) {
      const others = modelsOf.get(tag)
      if (others) others.push(model)
      else modelsOf.set(tag, [model])
    }
  })
  const shared = [...modelsOf]
    .filter(([, tagged]) => tagged.length >= 2)
    .sort(([one], [other]) => compareIds(one, other))
  return {
    tags: sparsePattern(
      models.length,
      shared.length,
      shared.flatMap(([, tagged]) => tagged),
      shared.flatMap(([, tagged], tag) => tagged.map(() => tag)),
    ),
    tagNames: shared.map(([name]) => name),
  }
}
