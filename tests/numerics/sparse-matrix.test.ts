import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countByRow,
  keepEntries,
  sparsePattern,
  transposeMatrix,
  transposePattern,
  withRowValues,
} from '@/lib/numerics/sparse-matrix'
import { sparseProductRows, sparseTimesDense } from '@/lib/numerics/sparse-product'
import { anyMatrix, anyPattern, denseRows } from './sparse-fixtures'

const transposed = (rows: number[][], width: number) =>
  Array.from({ length: width }, (_, column) => rows.map((row) => row[column]))

describe('a sparse pattern', () => {
  it('has each place once, in order, however often and in which order it is given', () => {
    const pattern = sparsePattern(4, 5, [2, 0, 2, 2, 0], [4, 3, 1, 4, 0])
    expect(pattern).toEqual({
      rows: 4,
      columns: 5,
      starts: Int32Array.of(0, 2, 2, 4, 4),
      indices: Int32Array.of(0, 3, 1, 4),
    })
    expect(countByRow(pattern)).toEqual(Int32Array.of(2, 0, 2, 0))
  })

  it('of nothing is empty', () => {
    expect(sparsePattern(0, 0, [], [])).toMatchObject({
      starts: Int32Array.of(0),
      indices: new Int32Array(0),
    })
  })

  it.each([
    [4, 0],
    [-1, 0],
    [0, 5],
    [0, Number.NaN],
    [1.5, 0],
  ])('refuses an entry at row %d, column %d', (row, column) => {
    expect(() => sparsePattern(4, 5, [0, row], [0, column])).toThrow(
      `Entry 1 is at row ${row}, column ${column}; the matrix has 4 rows and 5 columns.`,
    )
  })

  it('refuses rows and columns of different numbers', () => {
    expect(() => sparsePattern(4, 5, [0], [])).toThrow('1 rows of entries and 0 columns')
  })

  it('transposed is what the dense matrix is transposed, and twice is what it was', () => {
    fc.assert(
      fc.property(anyMatrix(8, 8), (matrix) => {
        const other = transposeMatrix(matrix)
        expect(denseRows(other)).toEqual(transposed(denseRows(matrix), matrix.columns))
        expect(transposeMatrix(other)).toEqual(matrix)
        expect(transposePattern(matrix)).toEqual({
          rows: other.rows,
          columns: other.columns,
          starts: other.starts,
          indices: other.indices,
        })
      }),
    )
  })

  it('keeps the entries that are asked for, and their rows', () => {
    fc.assert(
      fc.property(anyPattern(8, 8), (pattern) => {
        const kept = keepEntries(pattern, (row, column) => (row + column) % 2 === 0)
        const wanted = denseRows(pattern).map((values, row) =>
          values.map((value, column) => ((row + column) % 2 === 0 ? value : 0)),
        )
        expect(denseRows(kept)).toEqual(wanted)
      }),
    )
  })

  it('takes one value for each row', () => {
    const pattern = sparsePattern(3, 2, [0, 0, 2], [0, 1, 1])
    expect(withRowValues(pattern, (row) => row + 1).values).toEqual(Float32Array.of(1, 1, 3))
  })
})

describe('a sparse product', () => {
  it('with a sparse matrix is that of the dense ones, row by row', () => {
    fc.assert(
      fc.property(anyMatrix(7, 5), anyMatrix(5, 7), (left, given) => {
        const right = { ...given, ...sizedTo(given, left.columns) }
        const [a, b] = [denseRows(left), denseRows(right)]
        const wanted = a.map((row) =>
          Array.from({ length: right.columns }, (_, column) =>
            row.reduce((sum, value, middle) => sum + value * (b[middle]?.[column] ?? 0), 0),
          ),
        )
        const rows = Array.from(sparseProductRows(left, right), ({ columns, sums }) => {
          const dense = new Array<number>(right.columns).fill(0)
          for (const column of columns) dense[column] = sums[column] ?? 0
          return dense
        })
        expect(rows.map((row) => row.map((value) => value + 0))).toEqual(
          wanted.map((row) => row.map((value) => value + 0)),
        )
      }),
    )
  })

  it('with a dense matrix is that of the dense ones', () => {
    fc.assert(
      fc.property(anyMatrix(7, 5), (left) => {
        const data = Float32Array.from({ length: left.columns * 3 }, (_, index) => ((index * 7) % 11) - 5)
        const product = sparseTimesDense(left, { rows: left.columns, columns: 3, data })
        const wanted = denseRows(left).flatMap((row) =>
          [0, 1, 2].map((column) =>
            row.reduce((sum, value, middle) => sum + value * (data[middle * 3 + column] ?? 0), 0),
          ),
        )
        expect(Array.from(product.data, (value) => value + 0)).toEqual(wanted.map((value) => value + 0))
      }),
    )
  })
})

/** As many rows as are needed: further ones are empty, those too many are gone. */
function sizedTo({ starts, indices, values }: ReturnType<typeof transposeMatrix>, rows: number) {
  const sized = Int32Array.from({ length: rows + 1 }, (_, row) => starts[row] ?? starts.at(-1) ?? 0)
  const length = sized[rows] ?? 0
  return { rows, starts: sized, indices: indices.slice(0, length), values: values.slice(0, length) }
}
