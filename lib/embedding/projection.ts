import { createMatrixProduct } from '@/lib/numerics/matrix-product'
import { BLOCK_ROWS, blockFrom, type EmbeddingSource, readRows } from './embedding-source'

/** A linear map fitted on a catalogue's embeddings: subtract the mean, multiply by the basis, bring to length 1. */
export type Projection = {
  inputDimensions: number
  outputDimensions: number
  /** What is subtracted, [inputDimensions]. */
  mean: Float32Array
  /** [inputDimensions, outputDimensions], row-major */
  basis: Float32Array
}

/**
 * Projects embeddings: [count, outputDimensions], row-major, each row of length 1. An embedding that projects to
 * nothing (it is the point that is subtracted) becomes a zero vector, similar to nothing. A row's bits do not depend on
 * what other rows are projected with it.
 *
 * @throws Error when the embeddings have other dimensions than the projection, or a number is not finite.
 */
export async function projectEmbeddings(
  embeddings: EmbeddingSource,
  projection: Projection,
): Promise<Float32Array> {
  const { inputDimensions, outputDimensions, mean } = projection
  if (embeddings.dimensions !== inputDimensions) {
    throw new Error(
      `The embeddings have ${embeddings.dimensions} dimensions when the projection expects ${inputDimensions}.`,
    )
  }
  const basis = { rows: inputDimensions, columns: outputDimensions, data: projection.basis }
  const projected = new Float32Array(embeddings.count * outputDimensions)
  const product = await createMatrixProduct()
  try {
    for (let start = 0; start < embeddings.count; start += BLOCK_ROWS) {
      const end = Math.min(start + BLOCK_ROWS, embeddings.count)
      const block = blockFrom(mean, await readRows(embeddings, start, end))
      const { data } = await product.multiply(block, basis)
      for (let row = 0; row < end - start; row++) {
        const vector = data.subarray(row * outputDimensions, (row + 1) * outputDimensions)
        writeNormalised(vector, projected, (start + row) * outputDimensions)
      }
    }
  } finally {
    await product.dispose()
  }
  return projected
}

/**
 * One embedding, projected: as {@link projectEmbeddings} does it but for rounding, without a product of a thousand rows.
 *
 * @throws Error when it has another number of dimensions than the projection was fitted on
 */
export function projectEmbedding(embedding: Float32Array, projection: Projection): Float32Array {
  const { inputDimensions, outputDimensions, mean, basis } = projection
  if (embedding.length !== inputDimensions) {
    throw new Error(
      `The embedding has ${embedding.length} dimensions when the projection expects ${inputDimensions}.`,
    )
  }
  const sum = new Float64Array(outputDimensions)
  for (let row = 0; row < inputDimensions; row++) {
    const value = (embedding[row] ?? 0) - (mean[row] ?? 0)
    const from = row * outputDimensions
    for (let d = 0; d < outputDimensions; d++) sum[d] = (sum[d] ?? 0) + value * (basis[from + d] ?? 0)
  }
  const projected = new Float32Array(outputDimensions)
  writeNormalised(Float32Array.from(sum), projected, 0)
  return projected
}

function writeNormalised(vector: Float32Array, target: Float32Array, offset: number): void {
  let square = 0
  for (const value of vector) square += value * value
  if (square === 0) return
  const scale = 1 / Math.sqrt(square)
  for (let index = 0; index < vector.length; index++) target[offset + index] = (vector[index] ?? 0) * scale
}
