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
  /** Awaited now and then with how many lists are made; may throw to end the work. */
  onRows?: (done: number) => void | Promise<void>
}

const MOST_ROWS = 256
/** With fewer a product takes longer a row: at 10 rows twice as long. */
const LEAST_ROWS = 32
/** Scores of a block, 8 MB, unless there are more in the least rows. */
const BLOCK_SCORES = 2 ** 21

/** Of so many rows scores of all models are held at once. @param models how many there are */
export function rowsAtOnce(models: number): number {
  return Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(BLOCK_SCORES / Math.max(1, models))))
}

/** Rows [from, to) of what lists are made of. */
export type RowRange = { from: number; to: number }

/**
 * Lists by the product of two sparse matrices, in which row i times column j is the score of j for i.
 *
 * @param scale what each column is multiplied with
 * @param range whose lists are made, the first of them becoming row 0; by default all
 */
export function listsOfProduct(
  left: SparseMatrix,
  right: SparseMatrix,
  { depth, allowed }: Pick<ListOptions, 'depth' | 'allowed'>,
  scale?: ArrayLike<number>,
  range: RowRange = { from: 0, to: left.rows },
): NeighbourLists {
  const lists = openLists(range.to - range.from, depth, right.columns)
  const scores = new Float32Array(right.columns)
  for (const { row, columns, sums } of sparseProductRows(rowsOfMatrix(left, range), right)) {
    for (const column of columns) scores[column] = (sums[column] ?? 0) * (scale?.[column] ?? 1)
    const places = allowed ? columns.filter((column) => allowed[column] === 1) : columns
    addList(lists, row, { scores, depth, places, own: range.from + row })
  }
  return finished(lists, right.columns)
}

function rowsOfMatrix(matrix: SparseMatrix, { from, to }: RowRange): SparseMatrix {
  const [first, end] = [matrix.starts[from] ?? 0, matrix.starts[to] ?? 0]
  return {
    rows: to - from,
    columns: matrix.columns,
    starts: matrix.starts.slice(from, to + 1).map((start) => start - first),
    indices: matrix.indices.subarray(first, end),
    values: matrix.values.subarray(first, end),
  }
}

/** Lists by inner products: of each row of `queries` with every one of `database`, which are as many. */
export async function listsOfFactors(
  queries: DenseMatrix,
  database: DenseMatrix,
  { depth, allowed, onRows }: ListOptions,
): Promise<NeighbourLists> {
  const lists = openLists(queries.rows, depth, database.rows)
  const places = allowed && placesOf(allowed)
  const product = await createMatrixProduct({ right: true })
  try {
    const blockRows = rowsAtOnce(database.rows)
    for (let start = 0; start < queries.rows; start += blockRows) {
      const block = rowsBetween(queries, start, start + blockRows)
      const { data, columns } = await product.multiply(block, database)
      for (let row = 0; row < block.rows; row++) {
        const scores = data.subarray(row * columns, (row + 1) * columns)
        addList(lists, start + row, { scores, depth, places, own: start + row })
      }
      await onRows?.(start + block.rows)
    }
    return finished(lists, database.rows)
  } finally {
    await product.dispose()
  }
}

/** The same list for all models, by one score of each. */
export function listsOfScores(
  scores: Float32Array,
  { depth, allowed }: Pick<ListOptions, 'depth' | 'allowed'>,
): NeighbourLists {
  const lists = openLists(scores.length, depth, scores.length)
  // One more, since the model itself may be among them.
  const places = topRanked(scores, depth + 1, allowed && placesOf(allowed))
  for (let row = 0; row < scores.length; row++) addList(lists, row, { scores, depth, places, own: row })
  return finished(lists, scores.length)
}

function placesOf(allowed: Uint8Array): number[] {
  return Array.from(allowed.keys()).filter((model) => allowed[model] === 1)
}

type OpenLists = { starts: Int32Array; indices: Int32Array; values: Float32Array }

function openLists(count: number, depth: number, columns: number): OpenLists {
  if (!Number.isInteger(depth) || depth < 1)
    throw new Error(`A list of neighbours must have room for one or more, not for ${depth}.`)
  const most = count * Math.min(depth, columns)
  return { starts: new Int32Array(count + 1), indices: new Int32Array(most), values: new Float32Array(most) }
}

type Scored = {
  scores: Float32Array
  depth: number
  /** Those that may be listed; by default all. */
  places: ArrayLike<number> | undefined
  /** The model that the list is of. */
  own: number
}

/** Adds the list of the next row. */
function addList(lists: OpenLists, row: number, { scores, depth, places, own }: Scored): void {
  const ownScore = scores[own] ?? 0
  scores[own] = -Infinity
  let end = lists.starts[row] ?? 0
  for (const place of topRanked(scores, depth, places)) {
    const score = scores[place] ?? 0
    if (!(score > 0)) break
    lists.indices[end] = place
    lists.values[end++] = score
  }
  scores[own] = ownScore
  lists.starts[row + 1] = end
}

function finished({ starts, indices, values }: OpenLists, columns: number): NeighbourLists {
  const rows = starts.length - 1
  const length = starts[rows] ?? 0
  return { rows, columns, starts, indices: indices.slice(0, length), values: values.slice(0, length) }
}
