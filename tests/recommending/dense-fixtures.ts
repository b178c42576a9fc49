import { Matrix, solve } from 'ml-matrix'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import type { SparsePattern } from '@/lib/numerics/sparse-matrix'
import type { AlsSettings, LikeFactors } from '@/lib/recommending/als'
import { denseRows } from '../numerics/sparse-fixtures'

export function matrixOf({ rows, columns, data }: DenseMatrix): Matrix {
  return Matrix.from1DArray(rows, columns, data)
}

/**
 * The factors of each row that minimise the loss while those of columns stand, by solving the normal equations with all
 * confidences written out.
 */
export function solvedRows(
  likes: SparsePattern,
  columns: Matrix,
  { regularisation, alpha }: Pick<AlsSettings, 'regularisation' | 'alpha'>,
): Matrix {
  const rows = denseRows(likes).map((liked) => {
    const confidence = Matrix.diag(liked.map((is) => (is === 1 ? alpha : 1)))
    const weighted = columns.transpose().mmul(confidence)
    const system = weighted.mmul(columns).add(Matrix.eye(columns.columns).mul(regularisation))
    return solve(system, weighted.mmul(Matrix.columnVector(liked))).to1DArray()
  })
  return new Matrix(rows)
}

/** What ALS minimises, over all pairs. */
export function lossOf(
  likes: SparsePattern,
  { users, models }: { users: Matrix; models: Matrix },
  { regularisation, alpha }: Pick<AlsSettings, 'regularisation' | 'alpha'>,
): number {
  const predicted = users.mmul(models.transpose())
  let loss = regularisation * (users.norm('frobenius') ** 2 + models.norm('frobenius') ** 2)
  denseRows(likes).forEach((row, user) =>
    row.forEach((liked, model) => {
      loss += (liked === 1 ? alpha : 1) * (liked - predicted.get(user, model)) ** 2
    }),
  )
  return loss
}

export function inMatrices({ users, models }: LikeFactors): { users: Matrix; models: Matrix } {
  return { users: matrixOf(users), models: matrixOf(models) }
}
