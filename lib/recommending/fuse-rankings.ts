/** One ranking of several, best first, and how much it counts, from 0 on. */
export type WeightedRanking = { models: ArrayLike<number>; weight: number }

export type FusedRanking = {
  /** Best first; equal ones by their numbers. */
  models: number[]
  scores: number[]
}

/** How slowly a rank loses weight, as in the paper. */
const RANK_OFFSET = 60

/** What a ranking gives the model at a place, counted from 0. */
export function fusionPart(weight: number, place: number): number {
  return weight / (RANK_OFFSET + place + 1)
}

/**
 * Makes one ranking of several by reciprocal rank fusion (Cormack, Clarke, Büttcher, 2009): each gives a model weight /
 * (60 + rank). Scores of different kinds need not be comparable for that. What only rankings of no weight have is left out.
 *
 * @throws Error for a weight that is no number from 0 on
 */
export function fuseRankings(rankings: readonly WeightedRanking[], depth: number): FusedRanking {
  const counted = rankings.filter(({ weight }, ranking) => {
    if (weight >= 0 && weight < Infinity) return weight > 0
    throw new Error(`The weight of ranking ${ranking} must be a number from 0 on, not ${weight}.`)
  })
  const places = new Map<number, number>()
  // Scores lie by themselves: a map of them would make an object of each.
  const scores = new Float64Array(counted.reduce((sum, { models }) => sum + models.length, 0))
  for (const { models, weight } of counted) {
    for (let rank = 0; rank < models.length; rank++) {
      const model = models[rank] ?? 0
      const place = places.get(model) ?? places.size
      if (place === places.size) places.set(model, place)
      scores[place] = (scores[place] ?? 0) + fusionPart(weight, rank)
    }
  }
  const found = [...places.keys()]
  const best = [...places.values()]
    .sort(
      (one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || (found[one] ?? 0) - (found[other] ?? 0),
    )
    .slice(0, depth)
  return {
    models: best.map((place) => found[place] ?? 0),
    scores: best.map((place) => scores[place] ?? 0),
  }
}

/** How much likes count for a model that so many like: few say little, and others then say more. */
export function weightOfLikes(likes: number): number {
  return likes / (likes + 3)
}

/** How much what is seen or said of a model counts. */
export const WEIGHT_OF_CONTENT = 1 / 2
