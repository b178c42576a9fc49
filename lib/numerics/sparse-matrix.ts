/**
 * Which entries of a matrix are there, in compressed sparse rows: the columns of row r are
 * `indices[starts[r]]` to `indices[starts[r + 1] - 1]`, ascending, each once.
 */
export type SparsePattern = { rows: number; columns: number; starts: Int32Array; indices: Int32Array }

/** The same with a number for each entry. */
export type SparseMatrix = SparsePattern & { values: Float32Array }

/**
 * Makes a pattern of the places of its entries, in any order; one that is given twice counts once. Rows and columns
 * without entries are fine.
 *
 * @param rowOf and columnOf: the row and the column of each entry
 * @throws Error for a place outside of the matrix, or one that is no whole number, naming it
 */
export function sparsePattern(
  rows: number,
  columns: number,
  rowOf: ArrayLike<number>,
  columnOf: ArrayLike<number>,
): SparsePattern {
  if (rowOf.length !== columnOf.length)
    throw new Error(`There are ${rowOf.length} rows of entries and ${columnOf.length} columns.`)
  const starts = new Int32Array(rows + 1)
  for (let entry = 0; entry < rowOf.length; entry++) {
    const [row, column] = [rowOf[entry] ?? Number.NaN, columnOf[entry] ?? Number.NaN]
    if (!isWithin(row, rows) || !isWithin(column, columns))
      throw new Error(
        `Entry ${entry} is at row ${row}, column ${column}; the matrix has ${rows} rows and ${columns} columns.`,
      )
    starts[row + 1] = (starts[row + 1] ?? 0) + 1
  }
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0)
  const next = starts.slice(0, rows)
  const indices = new Int32Array(rowOf.length)
  for (let entry = 0; entry < rowOf.length; entry++) {
    const row = rowOf[entry] ?? 0
    const place = next[row] ?? 0
    indices[place] = columnOf[entry] ?? 0
    next[row] = place + 1
  }
  return withSortedRows(rows, columns, starts, indices)
}

function isWithin(place: number, size: number): boolean {
  return Number.isInteger(place) && place >= 0 && place < size
}

function withSortedRows(
  rows: number,
  columns: number,
  starts: Int32Array,
  indices: Int32Array,
): SparsePattern {
  const kept = new Int32Array(rows + 1)
  let length = 0
  for (let row = 0; row < rows; row++) {
    const sorted = indices.subarray(starts[row], starts[row + 1]).sort()
    let before = -1
    for (const column of sorted) {
      // What is written lies never behind what is still to be read.
      if (column !== before) indices[length++] = column
      before = column
    }
    kept[row + 1] = length
  }
  return { rows, columns, starts: kept, indices: indices.slice(0, length) }
}

/** The columns of a row's entries. */
export function columnsOf({ starts, indices }: SparsePattern, row: number): Int32Array {
  return indices.subarray(starts[row], starts[row + 1])
}

/** How many entries each row has. */
export function countByRow({ rows, starts }: SparsePattern): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => (starts[row + 1] ?? 0) - (starts[row] ?? 0))
}

/** The pattern with some of its entries. */
export function keepEntries(
  { rows, columns, starts, indices }: SparsePattern,
  isKept: (row: number, column: number) => boolean,
): SparsePattern {
  const kept = new Int32Array(indices.length)
  const keptStarts = new Int32Array(rows + 1)
  let length = 0
  for (let row = 0; row < rows; row++) {
    for (let entry = starts[row] ?? 0; entry < (starts[row + 1] ?? 0); entry++) {
      const column = indices[entry] ?? 0
      if (isKept(row, column)) kept[length++] = column
    }
    keptStarts[row + 1] = length
  }
  return { rows, columns, starts: keptStarts, indices: kept.slice(0, length) }
}

/** The pattern with rows and columns exchanged. */
export function transposePattern(pattern: SparsePattern): SparsePattern {
  return transposeEntries(pattern).pattern
}

/** The matrix with rows and columns exchanged. */
export function transposeMatrix(matrix: SparseMatrix): SparseMatrix {
  const { pattern, entries } = transposeEntries(matrix)
  return { ...pattern, values: Float32Array.from(entries, (entry) => matrix.values[entry] ?? 0) }
}

/** @returns which entry each of the transpose was */
function transposeEntries(given: SparsePattern): { pattern: SparsePattern; entries: Int32Array } {
  const { rows, columns, indices, starts: givenStarts } = given
  const starts = new Int32Array(columns + 1)
  for (const column of indices) starts[column + 1] = (starts[column + 1] ?? 0) + 1
  for (let column = 0; column < columns; column++)
    starts[column + 1] = (starts[column + 1] ?? 0) + (starts[column] ?? 0)
  const next = starts.slice(0, columns)
  const entries = new Int32Array(indices.length)
  const transposed = new Int32Array(indices.length)
  for (let row = 0; row < rows; row++) {
    for (let entry = givenStarts[row] ?? 0; entry < (givenStarts[row + 1] ?? 0); entry++) {
      const column = indices[entry] ?? 0
      const place = next[column] ?? 0
      transposed[place] = row
      entries[place] = entry
      next[column] = place + 1
    }
  }
  return { pattern: { rows: columns, columns: rows, starts, indices: transposed }, entries }
}

/** Some rows of a matrix, in the order in which they are given. */
export function pickRows(matrix: SparseMatrix, rows: ArrayLike<number>): SparseMatrix {
  const starts = new Int32Array(rows.length + 1)
  for (let place = 0; place < rows.length; place++)
    starts[place + 1] = (starts[place] ?? 0) + columnsOf(matrix, rows[place] ?? 0).length
  const indices = new Int32Array(starts[rows.length] ?? 0)
  const values = new Float32Array(indices.length)
  for (let place = 0; place < rows.length; place++) {
    const first = matrix.starts[rows[place] ?? 0] ?? 0
    const columns = columnsOf(matrix, rows[place] ?? 0)
    indices.set(columns, starts[place])
    values.set(matrix.values.subarray(first, first + columns.length), starts[place])
  }
  return { rows: rows.length, columns: matrix.columns, starts, indices, values }
}

/** A matrix with one number for all entries of a row. */
export function withRowValues(pattern: SparsePattern, valueOf: (row: number) => number): SparseMatrix {
  const values = new Float32Array(pattern.indices.length)
  for (let row = 0; row < pattern.rows; row++)
    values.fill(valueOf(row), pattern.starts[row], pattern.starts[row + 1])
  return { ...pattern, values }
}
