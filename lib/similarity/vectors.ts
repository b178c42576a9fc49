/**
 * Vectors that can be read in blocks, so that a catalogue need not fit in memory: `rows(start, end)` gives
 * [end - start, dimensions], row-major. The array is never written to, and a later call must not change it.
 */
export type VectorSource = {
  readonly count: number
  readonly dimensions: number
  /** Strictly ascending integers, one a row. */
  readonly ids: ArrayLike<number>
  rows(start: number, end: number): Float32Array | Promise<Float32Array>
}

export const noVectors: VectorSource = {
  count: 0,
  dimensions: 0,
  ids: [],
  rows: () => new Float32Array(0),
}

/**
 * A source over vectors in memory, [count, dimensions] row-major. Without ids, a row's id is its index.
 *
 * @throws Error when the array is no whole number of rows, or there is not one id a row.
 */
export function vectorsInMemory(
  values: Float32Array,
  dimensions: number,
  ids?: ArrayLike<number>,
): VectorSource {
  const count = rowCount(values, dimensions)
  if (ids !== undefined && ids.length !== count) {
    throw new Error(`There are ${ids.length} ids for ${count} vectors.`)
  }
  return {
    count,
    dimensions,
    ids: ids ?? Int32Array.from({ length: count }, (_, index) => index),
    rows: (start, end) => values.subarray(start * dimensions, end * dimensions),
  }
}

/** @throws Error when an array, row-major, is no whole number of rows. */
function rowCount(values: Float32Array, dimensions: number): number {
  const count = dimensions > 0 ? values.length / dimensions : Number.NaN
  if (Number.isInteger(count)) return count
  throw new Error(`${values.length} numbers are no whole number of vectors of ${dimensions} dimensions.`)
}

/** Vectors, [count, dimensions] row-major, one by one. @throws Error when the array is no whole number of rows. */
export function rowsOf(values: Float32Array, dimensions: number): Float32Array[] {
  return Array.from({ length: rowCount(values, dimensions) }, (_, row) =>
    values.subarray(row * dimensions, (row + 1) * dimensions),
  )
}

/** The inner product of two vectors of one length. */
export function innerProduct(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let d = 0; d < left.length; d++) sum += (left[d] ?? 0) * (right[d] ?? 0)
  return sum
}

/** The rows [start, end) of a source, as one of their own: queries of which the rest is asked for elsewhere. */
export function vectorsBetween(
  { dimensions, ids, rows }: VectorSource,
  start: number,
  end: number,
): VectorSource {
  return {
    count: end - start,
    dimensions,
    ids: Int32Array.from({ length: end - start }, (_, row) => ids[start + row] ?? 0),
    rows: (from, to) => rows(start + from, start + to),
  }
}

/**
 * Reads some rows of a source, going through it in blocks, but for blocks that have none of them.
 *
 * @param wanted row indices, ascending, each once
 * @returns what gives a row by its index
 */
export async function gatherRows(
  source: VectorSource,
  wanted: Int32Array,
  blockRows: number,
): Promise<(index: number) => Float32Array> {
  const { dimensions } = source
  const gathered = new Float32Array(wanted.length * dimensions)
  for (let place = 0; place < wanted.length;) {
    const start = blockRows * Math.floor((wanted[place] ?? 0) / blockRows)
    const end = Math.min(start + blockRows, source.count)
    const block = await readRows(source, start, end)
    for (let row = wanted[place] ?? end; row < end; row = wanted[++place] ?? end) {
      const offset = (row - start) * dimensions
      gathered.set(block.subarray(offset, offset + dimensions), place * dimensions)
    }
  }
  return (index) => {
    const place = rowOfId(wanted, index)
    return gathered.subarray(place * dimensions, (place + 1) * dimensions)
  }
}

/** @throws Error naming the first pair of ids that are not integers in strictly ascending order. */
export function assertAscendingIds({ ids, count }: VectorSource): void {
  if (ids.length !== count) throw new Error(`There are ${ids.length} ids for ${count} vectors.`)
  let previous = Number.NEGATIVE_INFINITY
  for (let row = 0; row < count; row++) {
    const id = ids[row] ?? Number.NaN
    if (!Number.isInteger(id) || id <= previous) {
      throw new Error(`Ids must be integers in ascending order: row ${row} has ${id}, after ${previous}.`)
    }
    previous = id
  }
}

/**
 * Reads the rows [start, end), followed by zero rows up to `paddedRows` when there are fewer.
 *
 * @throws Error when the source gives another number of values than asked for, or, when `check` is set, naming
 * the first row and dimension that is not a finite number.
 */
export async function readRows(
  source: VectorSource,
  start: number,
  end: number,
  { paddedRows = 0, check = false }: { paddedRows?: number; check?: boolean } = {},
): Promise<Float32Array> {
  const { dimensions } = source
  const rows = await source.rows(start, end)
  if (rows.length !== (end - start) * dimensions) {
    throw new Error(
      `Rows ${start} to ${end} of ${dimensions} dimensions came with ${rows.length} numbers; ` +
        `${(end - start) * dimensions} were expected.`,
    )
  }
  if (check) {
    const bad = firstNotFinite(rows)
    if (bad >= 0) {
      const row = start + Math.floor(bad / dimensions)
      throw new Error(
        `The vector of id ${source.ids[row]} (row ${row}) has ${rows[bad]} at dimension ${bad % dimensions}: ` +
          'embed that model again.',
      )
    }
  }
  if (end - start >= paddedRows) return rows
  const padded = new Float32Array(paddedRows * dimensions)
  padded.set(rows)
  return padded
}

function firstNotFinite(values: Float32Array): number {
  // Zero times a finite number is zero, and NaN otherwise: far faster than asking of each number.
  let zero = 0
  for (let index = 0; index < values.length; index++) zero += (values[index] ?? 0) * 0
  return zero === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value))
}

/** The row of an id, or -1; ids ascend. */
export function rowOfId(ids: ArrayLike<number>, id: number): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? 0) < id) low = middle + 1
    else high = middle
  }
  return ids[low] === id ? low : -1
}
