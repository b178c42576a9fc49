import { rowsAt, rowsBetween } from '@/lib/numerics/cross-product'
import { createMatrixProduct } from '@/lib/numerics/matrix-product'
import {
  columnsOf,
  type SparseMatrix,
  type SparsePattern,
  transposeMatrix,
} from '@/lib/numerics/sparse-matrix'
import type { LikeFactors } from '@/lib/recommending/als'
import type { NeighbourLists } from '@/lib/recommending/neighbour-lists'
import type { UserScores } from './measure-users'

/** The same scores for everybody. */
export function scoresOfAll(scores: ArrayLike<number>): UserScores {
  const row = Float32Array.from(scores)
  return rowsOf(row.length, (_, own) => own.set(row))
}

/** Sums of what the lists of the models that a user likes say. */
export function scoresByLists(train: SparsePattern, lists: NeighbourLists): UserScores {
  return rowsOf(lists.columns, (user, own) => {
    const sums = new Float64Array(lists.columns)
    for (const liked of columnsOf(train, user)) addRow(sums, lists, liked, 1)
    own.set(sums)
  })
}

/** The inner products of a user's tags, those of all models they like together, with the models'. */
export function scoresByTags(train: SparsePattern, weights: SparseMatrix): UserScores {
  const models = transposeMatrix(weights)
  return rowsOf(weights.rows, (user, own) => {
    const tags = new Float64Array(weights.columns)
    for (const liked of columnsOf(train, user)) addRow(tags, weights, liked, 1)
    const sums = new Float64Array(weights.rows)
    tags.forEach((weight, tag) => {
      if (weight > 0) addRow(sums, models, tag, weight)
    })
    own.set(sums)
  })
}

/** Measures by inner products of factors. */
export async function withFactorScores<Result>(
  { users, models }: LikeFactors,
  measure: (scoresOf: UserScores) => Promise<Result>,
): Promise<Result> {
  const right = rowsBetween(models, 0, models.rows)
  const product = await createMatrixProduct({ right: true })
  try {
    return await measure(async (wanted) => (await product.multiply(rowsAt(users, wanted), right)).data)
  } finally {
    await product.dispose()
  }
}

function addRow(sums: Float64Array, { starts, indices, values }: SparseMatrix, row: number, factor: number) {
  for (let entry = starts[row] ?? 0; entry < (starts[row + 1] ?? 0); entry++) {
    const column = indices[entry] ?? 0
    sums[column] = (sums[column] ?? 0) + factor * (values[entry] ?? 0)
  }
}

function rowsOf(count: number, fill: (user: number, own: Float32Array) => void): UserScores {
  return (users) => {
    const scores = new Float32Array(users.length * count)
    users.forEach((user, place) => fill(user, scores.subarray(place * count, (place + 1) * count)))
    return scores
  }
}
