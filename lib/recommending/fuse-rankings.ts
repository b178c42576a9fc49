import { columnsOf } from '@/lib/numerics/sparse-matrix'
import type { NeighbourLists } from './neighbour-lists'

/** One ranking of several, best first, and how much it counts, from 0 on. */
export type WeightedRanking = { models: ArrayLike<number>; weight: number }

export type FusedRanking = {
  /** Best first; equal ones by their numbers. */
  models: number[]
  scores: number[]
  /** Which of the rankings each owes most to, the first of equal ones. */
  leading: number[]
}

/** How slowly a rank loses weight, as in the paper. */
const RANK_OFFSET = 60

/**
 * Makes one ranking of several by reciprocal rank fusion (Cormack, Clarke, Büttcher, 2009): each gives a model weight /
 * (60 + rank). Scores of different kinds need not be comparable for that. What only rankings of no weight have is left out.
 *
 * @throws Error for a weight that is no number from 0 on
 */
export function fuseRankings(rankings: readonly WeightedRanking[], depth: number): FusedRanking {
  const found = new Map<number, { score: number; largest: number; leading: number }>()
  rankings.forEach(({ models, weight }, ranking) => {
    if (!(weight >= 0 && weight < Infinity))
      throw new Error(`The weight of ranking ${ranking} must be a number from 0 on, not ${weight}.`)
    if (weight === 0) return
    for (let rank = 0; rank < models.length; rank++) {
      const model = models[rank] ?? 0
      const share = weight / (RANK_OFFSET + rank + 1)
      const before = found.get(model)
      if (!before) found.set(model, { score: share, largest: share, leading: ranking })
      else {
        before.score += share
        if (share > before.largest) Object.assign(before, { largest: share, leading: ranking })
      }
    }
  })
  const best = [...found]
    .sort(([one, { score: first }], [other, { score: second }]) => second - first || one - other)
    .slice(0, depth)
  return {
    models: best.map(([model]) => model),
    scores: best.map(([, { score }]) => score),
    leading: best.map(([, { leading }]) => leading),
  }
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
