import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { topRanked } from '@/lib/numerics/top-ranked'
import { type Because, becauseOf } from './because'
import type { FoldIn } from './fold-in'

export type Recommended = { model: number; score: number; because: Because[] }

/** What somebody likes, and is not interested in, as rows of the models' factors. */
export type Opinion = { liked: readonly number[]; disliked: readonly number[] }

export type RecommendOptions = {
  limit: number
  /** Rows that are not recommended, besides those of the opinion. */
  without?: readonly number[]
}

/**
 * The models that somebody would like best who likes some, best first: by the inner product of their factors with those that
 * folding in gives. Nothing that an opinion was asked of is among them, nor what does not score above 0. Why is told by exact
 * parts of the score (Hu, Koren, Volinsky 2008, section 5): shares are of all that speaks for a model, since parts may speak against it.
 *
 * @param models factors, [models, factors]
 * @throws Error for a number that is no model's
 */
export function recommend(
  models: DenseMatrix,
  foldIn: FoldIn,
  { liked, disliked }: Opinion,
  { limit, without = [] }: RecommendOptions,
): Recommended[] {
  const known = [...new Set(liked)]
  const { user, explain } = foldIn.taste(known, disliked)
  const scores = scoresOf(models, user)
  for (const model of [...known, ...disliked, ...without]) scores[model] = -Infinity
  return topRanked(scores, limit)
    .filter((model) => (scores[model] ?? 0) > 0)
    .map((model) => {
      const { score, parts } = explain(model)
      return { model, score, because: becauseOf(known, parts) }
    })
}

/** The inner product of each row with a vector. */
function scoresOf({ rows, columns, data }: DenseMatrix, vector: Float64Array): Float64Array {
  const scores = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    // Four sums at a time: the processor need not wait for each addition.
    let [a, b, c, d] = [0, 0, 0, 0]
    let index = 0
    for (; index + 3 < columns; index += 4) {
      a += (data[start + index] ?? 0) * (vector[index] ?? 0)
      b += (data[start + index + 1] ?? 0) * (vector[index + 1] ?? 0)
      c += (data[start + index + 2] ?? 0) * (vector[index + 2] ?? 0)
      d += (data[start + index + 3] ?? 0) * (vector[index + 3] ?? 0)
    }
    for (; index < columns; index++) a += (data[start + index] ?? 0) * (vector[index] ?? 0)
    scores[row] = a + b + (c + d)
  }
  return scores
}
