import { createMatrixProduct, type DenseMatrix } from './matrix-product'

const BLOCK_ROWS = 8_192

/** Transposed products of tall matrices: `left` transposed times `right`. */
export type CrossProduct = {
  /**
   * Added up in float64 over blocks of rows, so that many rows cost no precision and no memory; always the same blocks.
   *
   * @returns [left.columns, right.columns], row-major
   */
  multiply(left: DenseMatrix, right: DenseMatrix): Promise<Float64Array>
  dispose(): Promise<void>
}

/** A product to be run many times; `dispose` frees its native memory. */
export async function createCrossProduct(): Promise<CrossProduct> {
  const product = await createMatrixProduct({ left: true })
  return {
    async multiply(left, right) {
      const sums = new Float64Array(left.columns * right.columns)
      for (let start = 0; start < left.rows; start += BLOCK_ROWS) {
        const block = rowsBetween(left, start, start + BLOCK_ROWS)
        const other = left === right ? block : rowsBetween(right, start, start + BLOCK_ROWS)
        const { data } = await product.multiply(block, other)
        for (let index = 0; index < sums.length; index++)
          sums[index] = (sums[index] ?? 0) + (data[index] ?? 0)
      }
      return sums
    },
    dispose: product.dispose,
  }
}

/** A copy of the rows [start, end) in memory that is not shared with threads, which onnxruntime would not take. */
export function rowsBetween({ rows, columns, data }: DenseMatrix, start: number, end: number): DenseMatrix {
  const last = Math.min(end, rows)
  return {
    rows: last - start,
    columns,
    data: Float32Array.from(data.subarray(start * columns, last * columns)),
  }
}

/** Some rows of a matrix, in the order in which they are given. */
export function rowsAt({ columns, data }: DenseMatrix, rows: readonly number[]): DenseMatrix {
  const picked = new Float32Array(rows.length * columns)
  rows.forEach((row, place) => picked.set(data.subarray(row * columns, (row + 1) * columns), place * columns))
  return { rows: rows.length, columns, data: picked }
}
