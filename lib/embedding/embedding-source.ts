import type { DenseMatrix } from '@/lib/numerics/matrix-product'

/**
 * Embeddings that can be read in blocks: `rows(start, end)` gives [end - start, dimensions], row-major. The array
 * is only read.
 */
export type EmbeddingSource = {
  readonly count: number
  readonly dimensions: number
  rows(start: number, end: number): Float32Array | Promise<Float32Array>
  /** Some rows, [indices.length, dimensions], where they can be had without those between them. */
  pick?(indices: Int32Array): Promise<Float32Array>
}

/** Every product has this many rows, the last block filled up with zeros, so that a row's bits depend on it alone. */
export const BLOCK_ROWS = 1024

/** Rows [end - start, dimensions] of a source. @throws Error when they are more or fewer, or a number is not finite, naming its row */
export async function readRows(
  embeddings: EmbeddingSource,
  start: number,
  end: number,
): Promise<Float32Array> {
  const { dimensions } = embeddings
  const rows = await embeddings.rows(start, end)
  if (rows.length !== (end - start) * dimensions) {
    throw new Error(
      `Embeddings ${start} to ${end} came with ${rows.length} numbers when expected ${(end - start) * dimensions}.`,
    )
  }
  assertFinite(rows, dimensions, (index) => start + index)
  return rows
}

/** @throws Error naming the row, which rowOf gives of its place among these, and what is not finite in it */
export function assertFinite(rows: Float32Array, dimensions: number, rowOf: (index: number) => number): void {
  for (let index = 0; index < rows.length; index++) {
    if (Number.isFinite(rows[index])) continue
    const row = rowOf(Math.floor(index / dimensions))
    throw new Error(`The embedding of row ${row} has ${rows[index]} at dimension ${index % dimensions}.`)
  }
}

/** The rows as seen from a point, followed by zero rows up to `paddedRows`. */
export function seenFrom(point: Float32Array, rows: Float32Array, paddedRows = 0): Float32Array {
  const dimensions = point.length
  const seen = new Float32Array(Math.max(rows.length, paddedRows * dimensions))
  for (let start = 0; start < rows.length; start += dimensions) {
    for (let d = 0; d < dimensions; d++) seen[start + d] = (rows[start + d] ?? 0) - (point[d] ?? 0)
  }
  return seen
}

/** A block of that, as a matrix. */
export function blockFrom(point: Float32Array, rows: Float32Array): DenseMatrix {
  return { rows: BLOCK_ROWS, columns: point.length, data: seenFrom(point, rows, BLOCK_ROWS) }
}
