import type { DenseMatrix } from './matrix-product'
import { columnsOf, type SparseMatrix } from './sparse-matrix'

/** One row of a product: where it is not zero, in no order, and all of its numbers, which the next row overwrites. */
export type ProductRow = { row: number; columns: Int32Array; sums: Float64Array }

/** The product of two sparse matrices, a row at a time; memory is that of one dense row (Gustavson, 1978). */
export function* sparseProductRows(left: SparseMatrix, right: SparseMatrix): Generator<ProductRow> {
  const sums = new Float64Array(right.columns)
  const isTouched = new Uint8Array(right.columns)
  const touched = new Int32Array(right.columns)
  for (let row = 0; row < left.rows; row++) {
    let count = 0
    for (let entry = left.starts[row] ?? 0; entry < (left.starts[row + 1] ?? 0); entry++) {
      const [middle, factor] = [left.indices[entry] ?? 0, left.values[entry] ?? 0]
      const end = right.starts[middle + 1] ?? 0
      for (let other = right.starts[middle] ?? 0; other < end; other++) {
        const column = right.indices[other] ?? 0
        if (isTouched[column] === 0) {
          isTouched[column] = 1
          touched[count++] = column
        }
        sums[column] = (sums[column] ?? 0) + factor * (right.values[other] ?? 0)
      }
    }
    const columns = touched.subarray(0, count)
    yield { row, columns, sums }
    for (const column of columns) sums[column] = isTouched[column] = 0
  }
}

/** A sparse matrix times a dense one, [sparse.rows, dense.columns]. */
export function sparseTimesDense(sparse: SparseMatrix, { columns: width, data }: DenseMatrix): DenseMatrix {
  const product = new Float32Array(sparse.rows * width)
  for (let row = 0; row < sparse.rows; row++) {
    const entries = columnsOf(sparse, row)
    const first = sparse.starts[row] ?? 0
    const target = row * width
    for (let place = 0; place < entries.length; place++) {
      const factor = sparse.values[first + place] ?? 0
      const source = (entries[place] ?? 0) * width
      for (let column = 0; column < width; column++)
        product[target + column] = (product[target + column] ?? 0) + factor * (data[source + column] ?? 0)
    }
  }
  return { rows: sparse.rows, columns: width, data: product }
}
