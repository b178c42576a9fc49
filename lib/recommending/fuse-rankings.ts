import { columnsOf } from '@/lib/numerics/sparse-matrix'
import type { NeighbourLists } from './neighbour-lists'

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
  const found = new Map<number, number>()
  rankings.forEach(({ models, weight }, ranking) => {
    if (!(weight >= 0 && weight < Infinity))
      throw new Error(`The weight of ranking ${ranking} must be a number from 0 on, not ${weight}.`)
    if (weight === 0) return
    for (let place = 0; place < models.length; place++) {
      const model = models[place] ?? 0
      found.set(model, (found.get(model) ?? 0) + fusionPart(weight, place))
    }
  })
  const best = [...found]
    .sort(([one, first], [other, second]) => second - first || one - other)
    .slice(0, depth)
  return { models: best.map(([model]) => model), scores: best.map(([, score]) => score) }
}

/** How much likes count for a model that so many like: few say little, and others then say more. */
export function weightOfLikes(likes: number): number {
  return likes / (likes + 3)
}

/** How much what is seen or said of a model counts. */
export const WEIGHT_OF_CONTENT = 1 / 2

/** Lists of several kinds as one, each with its weight for each model. */
export function fuseLists(
  kinds: readonly { lists: NeighbourLists; weightOf(model: number): number }[],
  count: number,
  depth: number,
): NeighbourLists {
  const starts = new Int32Array(count + 1)
  const indices: number[] = []
  const values: number[] = []
  for (let model = 0; model < count; model++) {
    const rankings = kinds.map(({ lists, weightOf }) => ({
      models: columnsOf(lists, model),
      weight: weightOf(model),
    }))
    const fused = fuseRankings(rankings, depth)
    indices.push(...fused.models)
    values.push(...fused.scores)
    starts[model + 1] = indices.length
  }
  return {
    rows: count,
    columns: count,
    starts,
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  }
}
