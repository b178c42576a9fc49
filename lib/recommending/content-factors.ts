import { leadingSingularVectors } from '@/lib/numerics/leading-singular-vectors'
import { rowsAt } from '@/lib/numerics/cross-product'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { pickRows, type SparseMatrix } from '@/lib/numerics/sparse-matrix'
import { sparseTimesDense } from '@/lib/numerics/sparse-product'
import { applyMap, fitRidge } from './ridge'

/** How many numbers are made of the tags of a model, at most. */
const TAG_DIMENSIONS = 256

/** Directions are learned from the tags of so many models at most: a gigabyte at a million would be held for them. */
const MOST_LEARNED_FROM = 65_536

/**
 * What content costs, in models: the penalty of a regression from it. Factors of models are all of the same size whatever the
 * catalogue, and so are the rows of tags, and vectors.
 */
export const CONTENT_PENALTY = 1

/**
 * What is known of models besides likes, as numbers side by side: what their tags say, in the directions in which models
 * differ most by them, and further vectors, such as visual ones.
 *
 * @param tagWeights as `tagWeights` makes them, [models, tags]
 * @param others each [models, its own width]
 */
export async function contentOf(
  tagWeights: SparseMatrix,
  others: readonly DenseMatrix[] = [],
): Promise<DenseMatrix> {
  return sideBySide(tagWeights.rows, [
    sparseTimesDense(tagWeights, await tagDirections(tagWeights)),
    ...others,
  ])
}

/**
 * The directions in which models differ most by their tags, as columns, [tags, at most 256]. Of many models some are looked at, at
 * equal distances.
 *
 * @param tagWeights as `tagWeights` makes them, [models, tags]
 */
export async function tagDirections(
  tagWeights: SparseMatrix,
  most = MOST_LEARNED_FROM,
): Promise<DenseMatrix> {
  return (await leadingSingularVectors(someRows(tagWeights, most), TAG_DIMENSIONS)).right
}

function someRows(matrix: SparseMatrix, most: number): SparseMatrix {
  if (matrix.rows <= most) return matrix
  const step = Math.ceil(matrix.rows / most)
  return pickRows(
    matrix,
    Array.from({ length: Math.ceil(matrix.rows / step) }, (_, place) => place * step),
  )
}

/**
 * The same as {@link contentOf} of some models.
 *
 * @param directions as {@link tagDirections} has them
 * @param rows which models
 * @param others of these models, each [rows.length, its own width]
 */
export function contentOfRows(
  tagWeights: SparseMatrix,
  directions: DenseMatrix,
  rows: ArrayLike<number>,
  others: readonly DenseMatrix[],
): DenseMatrix {
  return sideBySide(rows.length, [sparseTimesDense(pickRows(tagWeights, rows), directions), ...others])
}

/** Vectors of the same models as one, [models, the sum of their widths]. @throws Error for those of another number of models */
export function sideBySide(rows: number, parts: readonly DenseMatrix[]): DenseMatrix {
  const columns = parts.reduce((sum, part) => sum + part.columns, 0)
  const data = new Float32Array(rows * columns)
  let before = 0
  for (const part of parts) {
    if (part.rows !== rows) throw new Error(`There are ${part.rows} vectors for ${rows} models.`)
    for (let row = 0; row < rows; row++)
      data.set(part.data.subarray(row * part.columns, (row + 1) * part.columns), row * columns + before)
    before += part.columns
  }
  return { rows, columns, data }
}

/**
 * The factors that models would have by what else is known of them: a ridge regression from content to the factors of models
 * that are liked (Gantner, Drumond, Freudenthaler, Rendle, Schmidt-Thieme: "Learning Attribute-to-Feature Mappings for Cold-Start
 * Recommendations", 2010), so that a model that nobody has liked yet has a place among the others.
 *
 * @param content [models, anything]
 * @param factors [models, factors]
 * @param likes how many like each model; those that nobody likes are not learned from
 * @returns of all models, [models, factors]
 * @throws Error for NaN in the content, naming the row
 */
export async function factorsByContent(
  content: DenseMatrix,
  factors: DenseMatrix,
  likes: ArrayLike<number>,
  penalty: number,
): Promise<DenseMatrix> {
  const liked = Array.from({ length: content.rows }, (_, model) => model).filter(
    (model) => (likes[model] ?? 0) > 0,
  )
  return applyMap(await fitRidge(rowsAt(content, liked), rowsAt(factors, liked), penalty), content)
}
