import { rowsBetween } from '@/lib/numerics/cross-product'
import { createMatrixProduct, type DenseMatrix } from '@/lib/numerics/matrix-product'
import type { SparseMatrix } from '@/lib/numerics/sparse-matrix'
import { sparseProductRows } from '@/lib/numerics/sparse-product'
import { topRanked } from '@/lib/numerics/top-ranked'

/**
 * The nearest models of each, [models, models]: the entries of a row are best first, not by column. A model is not in its
 * own list, nor is one whose score is not above 0.
 */
export type NeighbourLists = SparseMatrix

export type ListOptions = {
  /** How many neighbours a list has at most. */
  depth: number
  /** 1 for each model that may be listed; by default all may. */
  allowed?: Uint8Array
}

const BLOCK_ROWS = 256

/**
 * Lists by the product of two sparse matrices, in which row i times column j is the score of j for i.
 *
 * @param scale what each column is multiplied with
 */
export function listsOfProduct(
  left: SparseMatrix,
  right: SparseMatrix,
  { depth, allowed }: ListOptions,
  scale?: ArrayLike<number>,
): NeighbourLists {
  const lists = openLists(left.rows, depth)
  const scores = new Float32Array(right.columns)
  for (const { row, columns, sums } of sparseProductRows(left, right)) {
    for (const column of columns) scores[column] = (sums[column] ?? 0) * (scale?.[column] ?? 1)
    const places = allowed ? columns.filter((column) => allowed[column] === 1) : columns
    addList(lists, row, scores, depth, places)
  }
  return finished(lists)
}

/** Lists by inner products: of each row of `queries` with every one of `database`, which are as many. */
export async function listsOfFactors(
  queries: DenseMatrix,
  database: DenseMatrix,
  { depth, allowed }: ListOptions,
): Promise<NeighbourLists> {
  const lists = openLists(queries.rows, depth)
  const places = allowed && placesOf(allowed)
  const product = await createMatrixProduct({ right: true })
  try {
    for (let start = 0; start < queries.rows; start += BLOCK_ROWS) {
      const block = rowsBetween(queries, start, start + BLOCK_ROWS)
      const { data, columns } = await product.multiply(block, database)
      for (let row = 0; row < block.rows; row++)
        addList(lists, start + row, data.subarray(row * columns, (row + 1) * columns), depth, places)
    }
    return finished(lists)
  } finally {
    await product.dispose()
  }
}

/** The same list for all models, by one score of each. */
export function listsOfScores(scores: Float32Array, { depth, allowed }: ListOptions): NeighbourLists {
  const lists = openLists(scores.length, depth)
  // One more, since the model itself may be among them.
  const best = topRanked(scores, depth + 1, allowed && placesOf(allowed))
  for (let row = 0; row < scores.length; row++) addList(lists, row, scores, depth, best)
  return finished(lists)
}

function placesOf(allowed: Uint8Array): number[] {
  return Array.from(allowed.keys()).filter((model) => allowed[model] === 1)
}

type OpenLists = { starts: Int32Array; indices: Int32Array; values: Float32Array }

function openLists(count: number, depth: number): OpenLists {
  if (!Number.isInteger(depth) || depth < 1)
    throw new Error(`A list of neighbours must have room for one or more, not for ${depth}.`)
  const most = count * Math.min(depth, count)
  return { starts: new Int32Array(count + 1), indices: new Int32Array(most), values: new Float32Array(most) }
}

/** Adds the list of the next row. */
function addList(
  lists: OpenLists,
  row: number,
  scores: Float32Array,
  depth: number,
  places?: ArrayLike<number>,
): void {
  const own = scores[row] ?? 0
  scores[row] = -Infinity
  let end = lists.starts[row] ?? 0
  for (const place of topRanked(scores, depth, places)) {
    const score = scores[place] ?? 0
    if (!(score > 0)) break
    lists.indices[end] = place
    lists.values[end++] = score
  }
  scores[row] = own
  lists.starts[row + 1] = end
}

function finished({ starts, indices, values }: OpenLists): NeighbourLists {
  const rows = starts.length - 1
  const length = starts[rows] ?? 0
  return { rows, columns: rows, starts, indices: indices.slice(0, length), values: values.slice(0, length) }
}
