import {
  fullEigenpairs,
  leadingEigenpairs,
  withPositivePeaks,
  type Eigenpairs,
} from '@/lib/numerics/leading-eigenvectors'
import { createMatrixProduct } from '@/lib/numerics/matrix-product'
import {
  assertFinite,
  BLOCK_ROWS,
  blockFrom,
  type EmbeddingSource,
  readRows,
  seenFrom,
} from './embedding-source'
import type { Projection } from './projection'

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

/** Blocks of the rows that a projection is fitted on: all, or in a large catalogue rows at even distances. */
async function* fittedBlocks(embeddings: EmbeddingSource): AsyncGenerator<Float32Array> {
  const { count, dimensions } = embeddings
  const fitted = Math.min(count, mostFittedRows)
  const sourceRow = (index: number) => Math.floor((index * count) / fitted)
  for (let first = 0; first < fitted; first += BLOCK_ROWS) {
    const last = Math.min(first + BLOCK_ROWS, fitted)
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
