import fc from 'fast-check'
import { columnsOf, type SparseMatrix, type SparsePattern, sparsePattern } from '@/lib/numerics/sparse-matrix'

/** Any pattern within these bounds, empty rows and columns among them. */
export function anyPattern(rows: number, columns: number): fc.Arbitrary<SparsePattern> {
  return fc
    .tuple(fc.integer({ min: 1, max: rows }), fc.integer({ min: 1, max: columns }))
    .chain(([height, width]) =>
      fc.array(fc.tuple(fc.nat(height - 1), fc.nat(width - 1)), { maxLength: height * width }).map((places) =>
        sparsePattern(
          height,
          width,
          places.map(([row]) => row),
          places.map(([, column]) => column),
        ),
      ),
    )
}

/** Any matrix of whole numbers, so that sums of them are exact. */
export function anyMatrix(rows: number, columns: number): fc.Arbitrary<SparseMatrix> {
  return anyPattern(rows, columns).chain((pattern) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), {
        minLength: pattern.indices.length,
        maxLength: pattern.indices.length,
      })
      .map((values) => ({ ...pattern, values: Float32Array.from(values) })),
  )
}

/** The same matrix with all of its zeros, a list a row; without values each entry is 1. */
export function denseRows(matrix: SparsePattern & { values?: Float32Array }): number[][] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const dense = new Array<number>(matrix.columns).fill(0)
    columnsOf(matrix, row).forEach(
      (column, place) => (dense[column] = matrix.values?.[(matrix.starts[row] ?? 0) + place] ?? 1),
    )
    return dense
  })
}
