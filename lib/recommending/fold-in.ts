import { type Cholesky, cholesky, solveCholesky } from '@/lib/numerics/cholesky'
import { createCrossProduct } from '@/lib/numerics/cross-product'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { type AlsSettings, regularisedGram } from './als'

/** What somebody would like, by what they have liked. */
export type Taste = {
  /** Factors of this user, [factors]; zero when nothing is liked. */
  user: Float64Array
  /**
   * How much each model that was liked has to do with the score of another: exact parts, that add up to it (Hu, Koren,
   * Volinsky 2008, section 5).
   */
  explain(model: number): { score: number; parts: Float64Array }
}

export type FoldIn = {
  /**
   * The factors that somebody would have been given who likes these models, solved exactly. What somebody is not interested in is
   * known as well as what they like: its preference is 0, with the confidence of a like. Nothing is liked because of it, so that
   * parts are those of what is liked alone, and add up all the same.
   *
   * @param liked rows of the models' factors, each counted once
   * @param disliked other rows; one that is liked as well counts as liked
   * @throws Error for a number that is no model's
   */
  taste(liked: readonly number[], disliked?: readonly number[]): Taste
}

/**
 * Prepares for folding in users that were not there when factors were trained.
 *
 * @param learned the factors that training had: by default those of all models. Models that nobody liked may have got theirs since.
 */
export async function prepareFoldIn(
  models: DenseMatrix,
  settings: Pick<AlsSettings, 'regularisation' | 'alpha'>,
  learned: DenseMatrix = models,
): Promise<FoldIn> {
  const cross = await createCrossProduct()
  const gram = await regularisedGram(cross, learned, settings.regularisation).finally(cross.dispose)
  return {
    taste(liked, disliked = []) {
      const likes = new Set(liked)
      const others = [...new Set(disliked)].filter((model) => !likes.has(model))
      return tasteOf(models, gram, settings.alpha, [...likes], others)
    },
  }
}

function tasteOf(
  models: DenseMatrix,
  gram: Float64Array,
  alpha: number,
  liked: readonly number[],
  disliked: readonly number[],
): Taste {
  const { columns: factors } = models
  const rows = liked.map((model) => factorsOf(models, model))
  const system = gram.slice()
  const right = new Float64Array(factors)
  for (const row of rows) {
    addOuterProduct(system, row, alpha - 1)
    for (let one = 0; one < factors; one++) right[one] = (right[one] ?? 0) + alpha * (row[one] ?? 0)
  }
  for (const model of disliked) addOuterProduct(system, factorsOf(models, model), alpha - 1)
  const solver: Cholesky = cholesky(system, factors)
  const user = solveCholesky(solver, right)
  return {
    user,
    explain(model) {
      const factorsOfModel = factorsOf(models, model)
      const solved = solveCholesky(solver, factorsOfModel)
      const parts = Float64Array.from(rows, (row) => alpha * inner(row, solved))
      return { score: inner(factorsOfModel, user), parts }
    },
  }
}

/** Of the sum the lower triangle alone is read. */
function addOuterProduct(sum: Float64Array, row: Float32Array, weight: number): void {
  for (let one = 0; one < row.length; one++) {
    const scaled = weight * (row[one] ?? 0)
    const start = one * row.length
    for (let other = 0; other <= one; other++)
      sum[start + other] = (sum[start + other] ?? 0) + scaled * (row[other] ?? 0)
  }
}

function factorsOf({ rows, columns, data }: DenseMatrix, model: number): Float32Array {
  if (!Number.isInteger(model) || model < 0 || model >= rows)
    throw new Error(`There is no model ${model} among the ${rows} that have factors.`)
  return data.subarray(model * columns, (model + 1) * columns)
}

function inner(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0)
  return sum
}
