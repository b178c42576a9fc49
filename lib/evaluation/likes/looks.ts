import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { sparseTimesDense } from '@/lib/numerics/sparse-product'
import type { SparsePattern } from '@/lib/numerics/sparse-matrix'
import { unitRows } from '@/lib/recommending/factor-lists'

/** What models look like, as vectors of length 1: [models, numbers]. Models whose looks are not known have zeros. */
export type Looks = DenseMatrix & {
  /** How many models have a vector. */
  known: number
}

/**
 * Puts the vectors of models into their order. Null where none of them has one.
 *
 * @throws Error for vectors of different sizes, or with NaN or an infinity, naming the model
 */
export function looksOf(models: readonly string[], vectors: ReadonlyMap<string, Float32Array>): Looks | null {
  const columns = models.map((model) => vectors.get(model)?.length ?? 0).find((length) => length > 0)
  if (columns === undefined) return null
  const data = new Float32Array(models.length * columns)
  let known = 0
  models.forEach((model, place) => {
    const vector = vectors.get(model)
    if (!vector) return
    if (vector.length !== columns)
      throw new Error(`The vector of ${model} has ${vector.length} numbers, others have ${columns}.`)
    if (!vector.every((value) => Number.isFinite(value)))
      throw new Error(`The vector of ${model} has a number that is none.`)
    known++
    data.set(vector, place * columns)
  })
  return { ...unitRows({ rows: models.length, columns, data }), known }
}

/** What each user's likes look like together: the sums of their vectors, [users, numbers]. */
export function looksOfUsers(train: SparsePattern, looks: DenseMatrix): DenseMatrix {
  return sparseTimesDense({ ...train, values: new Float32Array(train.indices.length).fill(1) }, looks)
}
