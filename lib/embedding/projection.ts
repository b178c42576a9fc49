import {
  fullEigenpairs,
  leadingEigenpairs,
  withPositivePeaks,
  type Eigenpairs,
} from '@/lib/numerics/leading-eigenvectors'
import { createMatrixProduct, type DenseMatrix } from '@/lib/numerics/matrix-product'

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

/** A linear map fitted on a catalogue's embeddings: subtract the mean, multiply by the basis, bring to length 1. */
export type Projection = {
  inputDimensions: number
  outputDimensions: number
  /** What is subtracted, [inputDimensions]. */
  mean: Float32Array
  /** [inputDimensions, outputDimensions], row-major */
  basis: Float32Array
}

export type ProjectionOptions = {
  /** Numbers wanted of a projected vector; fewer when the embeddings span no more. */
  dimensions: number
  /** Each component is scaled by eigenvalue ** -exponent: 0 is plain PCA, 0.5 full whitening. */
  whiteningExponent: number
}

/** Raise it with any change that fits another projection on the same embeddings. */
export const PROJECTION_VERSION = 2

/** Up to here the directions come from the rows' own inner products, which are fewer than those of the dimensions. */
const fewRows = 256
/** More rows hardly change the covariance; a larger catalogue is represented by rows at even distances. */
const mostFittedRows = 20_000
/** Components below this share of the largest eigenvalue are rounding, and whitening would blow them up. */
const leastEigenvalueShare = 1e-6
/** Below this share of the mean's length, what the embeddings differ by is rounding: all are the same. */
const leastSpreadShare = 1e-5
/** The covariance takes the square of this; wider embeddings are compared without a projection. */
export const widestProjected = 8192
/** Every product has this many rows, the last block filled up with zeros, so that a row's bits depend on it alone. */
const blockRows = 1024

/**
 * Fits a principal component analysis with partial whitening (Jégou, Chum: "Negative evidences and co-occurences
 * in image retrieval: the benefit of PCA and whitening", ECCV 2012, with the power of the eigenvalues free).
 *
 * Of the mean only that is subtracted which is known of it: its length less its standard error. Of two models
 * that is nothing, of a thousand nearly all. The directions and their variances are those of the embeddings about that
 * point, so that one rule holds for every number of models. Deterministic.
 *
 * @throws Error when there is no embedding, a number is not finite (naming the row), the embeddings are wider
 * than 8192 numbers, or an option is out of range.
 */
export async function fitProjection(
  embeddings: EmbeddingSource,
  { dimensions, whiteningExponent }: ProjectionOptions,
): Promise<Projection> {
  const width = embeddings.dimensions
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    throw new Error(`A projection needs a positive number of dimensions, not ${dimensions}.`)
  }
  if (!(whiteningExponent >= 0 && whiteningExponent <= 1)) {
    throw new Error(`The whitening exponent must be between 0 and 1, not ${whiteningExponent}.`)
  }
  if (embeddings.count === 0) throw new Error('There are no embeddings to fit a projection on.')
  if (width > widestProjected) {
    throw new Error(
      `Embeddings of ${width} numbers are too wide for a projection (at most ${widestProjected}): ` +
        'use a recipe without one.',
    )
  }
  const mean = await knownMeanOf(embeddings)
  const pairs =
    embeddings.count <= fewRows
      ? spanningDirections(seenFrom(mean, await readRows(embeddings, 0, embeddings.count)), width)
      : await leadingEigenpairs(await momentsOf(embeddings, mean), width, Math.min(dimensions, width))
  const rank = Math.max(1, Math.min(dimensions, numericalRank(pairs.values)))
  const largest = pairs.values[0] || 1
  const scales = pairs.values.subarray(0, rank).map((value) => ((value || 1) / largest) ** -whiteningExponent)
  return projectionOf(mean, pairs.vectors, scales)
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
    for (let start = 0; start < embeddings.count; start += blockRows) {
      const end = Math.min(start + blockRows, embeddings.count)
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

async function readRows(embeddings: EmbeddingSource, start: number, end: number): Promise<Float32Array> {
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

function assertFinite(rows: Float32Array, dimensions: number, rowOf: (index: number) => number): void {
  for (let index = 0; index < rows.length; index++) {
    if (Number.isFinite(rows[index])) continue
    const row = rowOf(Math.floor(index / dimensions))
    throw new Error(`The embedding of row ${row} has ${rows[index]} at dimension ${index % dimensions}.`)
  }
}

/** Blocks of the rows that a projection is fitted on: all, or in a large catalogue rows at even distances. */
async function* fittedBlocks(embeddings: EmbeddingSource): AsyncGenerator<Float32Array> {
  const { count, dimensions } = embeddings
  const fitted = Math.min(count, mostFittedRows)
  const sourceRow = (index: number) => Math.floor((index * count) / fitted)
  for (let first = 0; first < fitted; first += blockRows) {
    const last = Math.min(first + blockRows, fitted)
    if (embeddings.pick && fitted < count) {
      const indices = Int32Array.from({ length: last - first }, (_, index) => sourceRow(first + index))
      const rows = await embeddings.pick(indices)
      assertFinite(rows, dimensions, (index) => indices[index] ?? 0)
      yield rows
      continue
    }
    const start = sourceRow(first)
    const rows = await readRows(embeddings, start, sourceRow(last - 1) + 1)
    const picked = new Float32Array((last - first) * dimensions)
    for (let index = first; index < last; index++) {
      const offset = (sourceRow(index) - start) * dimensions
      picked.set(rows.subarray(offset, offset + dimensions), (index - first) * dimensions)
    }
    yield picked
  }
}

/**
 * The mean of the rows, shortened by its standard error: of n rows with a root-mean-square distance s from their mean
 * that is s / sqrt(n - 2). It is zero where the mean is no longer than that, for up to two rows, and where all rows are
 * the same, which would leave nothing of them.
 */
async function knownMeanOf(embeddings: EmbeddingSource): Promise<Float32Array> {
  const { dimensions } = embeddings
  const count = Math.min(embeddings.count, mostFittedRows)
  const sum = new Float64Array(dimensions)
  let squares = 0
  for await (const block of fittedBlocks(embeddings)) {
    for (let start = 0; start < block.length; start += dimensions) {
      for (let d = 0; d < dimensions; d++) {
        const value = block[start + d] ?? 0
        sum[d] = (sum[d] ?? 0) + value
        squares += value * value
      }
    }
  }
  const mean = sum.map((value) => value / count)
  const length = Math.sqrt(mean.reduce((total, value) => total + value * value, 0))
  const spread = Math.sqrt(Math.max(0, squares / count - length * length))
  const error = count > 2 ? spread / Math.sqrt(count - 2) : Number.POSITIVE_INFINITY
  const share = spread > leastSpreadShare * length ? Math.max(0, 1 - error / length) : 0
  return Float32Array.from(mean, (value) => value * share)
}

/** Mean products of the rows about a point, [dimensions, dimensions]; those of a block in float32, their sum in float64. */
async function momentsOf(embeddings: EmbeddingSource, point: Float32Array): Promise<Float64Array> {
  const { dimensions } = embeddings
  const sum = new Float64Array(dimensions * dimensions)
  const product = await createMatrixProduct({ left: true })
  try {
    for await (const block of fittedBlocks(embeddings)) {
      const matrix = blockFrom(point, block)
      const { data } = await product.multiply(matrix, matrix)
      for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) + (data[index] ?? 0)
    }
  } finally {
    await product.dispose()
  }
  const count = Math.min(embeddings.count, mostFittedRows)
  for (let row = 0; row < dimensions; row++) {
    for (let column = 0; column <= row; column++) {
      const [below, above] = [row * dimensions + column, column * dimensions + row]
      sum[below] = sum[above] = ((sum[below] ?? 0) + (sum[above] ?? 0)) / (2 * count)
    }
  }
  return sum
}

/** The rows as seen from a point, followed by zero rows up to `paddedRows`. */
function seenFrom(point: Float32Array, rows: Float32Array, paddedRows = 0): Float32Array {
  const dimensions = point.length
  const seen = new Float32Array(Math.max(rows.length, paddedRows * dimensions))
  for (let start = 0; start < rows.length; start += dimensions) {
    for (let d = 0; d < dimensions; d++) seen[start + d] = (rows[start + d] ?? 0) - (point[d] ?? 0)
  }
  return seen
}

/** A block of that, as a matrix. */
function blockFrom(point: Float32Array, rows: Float32Array): DenseMatrix {
  return { rows: blockRows, columns: point.length, data: seenFrom(point, rows, blockRows) }
}

/** The principal directions of a few rows and their mean squares, by way of their inner products [count, count]. */
function spanningDirections(rows: Float32Array, dimensions: number): Eigenpairs {
  const count = rows.length / dimensions
  const products = new Float64Array(count * count)
  for (let left = 0; left < count; left++) {
    for (let right = 0; right < count; right++) {
      let sum = 0
      for (let d = 0; d < dimensions; d++) {
        sum += (rows[left * dimensions + d] ?? 0) * (rows[right * dimensions + d] ?? 0)
      }
      products[left * count + right] = sum / count
    }
  }
  const pairs = fullEigenpairs(products, count, count)
  const vectors = new Float64Array(count * dimensions)
  for (let direction = 0; direction < numericalRank(pairs.values); direction++) {
    const scale = 1 / Math.sqrt(count * (pairs.values[direction] ?? 1))
    for (let row = 0; row < count; row++) {
      const share = scale * (pairs.vectors[direction * count + row] ?? 0)
      for (let d = 0; d < dimensions; d++) {
        const index = direction * dimensions + d
        vectors[index] = (vectors[index] ?? 0) + share * (rows[row * dimensions + d] ?? 0)
      }
    }
  }
  return withPositivePeaks({ values: pairs.values, vectors }, dimensions)
}

function numericalRank(values: Float64Array): number {
  const least = leastEigenvalueShare * (values[0] ?? 0)
  return values.filter((value) => value > 0 && value > least).length
}

function projectionOf(mean: Float32Array, directions: Float64Array, scales: Float64Array): Projection {
  const [inputDimensions, outputDimensions] = [mean.length, scales.length]
  const basis = new Float32Array(inputDimensions * outputDimensions)
  for (let output = 0; output < outputDimensions; output++) {
    for (let input = 0; input < inputDimensions; input++) {
      basis[input * outputDimensions + output] =
        (directions[output * inputDimensions + input] ?? 0) * (scales[output] ?? 0)
    }
  }
  return { inputDimensions, outputDimensions, mean, basis }
}

function writeNormalised(vector: Float32Array, target: Float32Array, offset: number): void {
  let square = 0
  for (const value of vector) square += value * value
  if (square === 0) return
  const scale = 1 / Math.sqrt(square)
  for (let index = 0; index < vector.length; index++) target[offset + index] = (vector[index] ?? 0) * scale
}
