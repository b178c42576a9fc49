import {
  countByRow,
  keepEntries,
  type SparsePattern,
  transposePattern,
  withRowValues,
} from '@/lib/numerics/sparse-matrix'
import { listsOfProduct, type NeighbourLists } from './neighbour-lists'

export type Rp3betaSettings = {
  /** How much less a model counts for being liked by many: 0 not at all, 1 in proportion. */
  beta: number
  /** How many models are kept of each row. */
  kept: number
}

/**
 * Who likes so many says next to nothing of any two of them, and would cost the square of it: they are left out. A
 * walk through a user is divided by their likes, so it would not have added a thousandth of what others do.
 */
export const MOST_LIKES_OF_A_USER = 5_000

/**
 * How likely a walk of two steps, from a model to one who likes it and to another model they like, ends where it
 * does, divided by how many like that to the power of beta (Paudel, Christoffel, Newell, Bernstein: "Updatable, Accurate,
 * Diverse, and Scalable Recommendations for Interactive Applications", 2016).
 *
 * @param likes [users, models]
 * @throws Error for a setting that makes no sense, with its value
 */
export function trainRp3beta(likes: SparsePattern, { beta, kept }: Rp3betaSettings): NeighbourLists {
  if (!(beta >= 0 && beta < Infinity))
    throw new Error(`The beta of RP3beta must be a number from 0 on, not ${beta}.`)
  const byModel = transposePattern(likes)
  const [ofUser, ofModel] = [countByRow(likes), countByRow(byModel)]
  const walked = keepEntries(likes, (user) => (ofUser[user] ?? 0) <= MOST_LIKES_OF_A_USER)
  const steps = withRowValues(walked, (user) => 1 / (ofUser[user] ?? 1))
  const back = withRowValues(byModel, (model) => 1 / (ofModel[model] ?? 1))
  const scale = Float64Array.from(ofModel, (count) => Math.max(1, count) ** -beta)
  return listsOfProduct(back, steps, { depth: kept }, scale)
}
