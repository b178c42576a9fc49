import { availableParallelism } from 'node:os'
import { type CrossProduct, createCrossProduct, rowsBetween } from '@/lib/numerics/cross-product'
import { createMatrixProduct, type DenseMatrix, type MatrixProduct } from '@/lib/numerics/matrix-product'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { type SparsePattern, transposePattern } from '@/lib/numerics/sparse-matrix'
import type { AlsHalf, AlsScratch } from './als-rows'
import { type AlsThreads, startAlsThreads } from './als-threads'
import type { AlsSetup } from './als-worker'

export type AlsSettings = {
  /** Numbers of each user and of each model. There may be more than there are users or models. */
  factors: number
  /** Weight of the squared length of factors, above 0. */
  regularisation: number
  /** Confidence in a like, above 0; that in every pair that is none is 1. */
  alpha: number
  iterations: number
}

/**
 * What users and models are to each other: how much a user would like a model is the inner product of their factors. Learned ones lie in
 * memory that threads share: onnxruntime takes a copy alone (`rowsBetween`).
 */
export type LikeFactors = {
  /** [users, factors]; zero for a user without likes. */
  users: DenseMatrix
  /** [models, factors]; zero for a model without likes. */
  models: DenseMatrix
}

export type AlsOptions = {
  /** By default as many as there are cores, or one where it would take longer to start more. They never change the result. */
  threads?: number
  signal?: AbortSignal
  /** Where to go on: what so many iterations, of these likes by these settings, have led to. The result is that of all in one go. */
  from?: { done: number; factors: LikeFactors } | null
  /** Called after each iteration with how many are done, and what they have led to; the next one writes into the same memory. */
  onIteration?: (done: number, factors: LikeFactors) => void | Promise<void>
}

/** Steps of conjugate gradient a row and iteration; each begins where the last iteration ended. */
const STEPS = 3
const BLOCK_ROWS = 8_192
const SEED = 0x11e5
/** With less to multiply in one half of an iteration a second thread does not pay. */
const LEAST_FOR_THREADS = 4_000_000

/**
 * Factorises likes by alternating least squares (Hu, Koren, Volinsky: "Collaborative Filtering for Implicit Feedback
 * Datasets", 2008), each half by conjugate gradient (Takács, Pilászy, Tikk: "Applications of the Conjugate Gradient Method
 * for Implicit Feedback Collaborative Filtering", 2011). It minimises the sum over all pairs of
 * confidence (liked - x'y)^2, plus regularisation (|x|^2 + |y|^2) over users and models. The dense half of a step is a
 * product by onnxruntime, the sparse one is divided among threads. Same bits for the same likes, whatever the threads.
 *
 * @param likes [users, models]
 * @throws Error for a setting that makes no sense, with its value
 */
export async function trainAls(
  likes: SparsePattern,
  settings: AlsSettings,
  options: AlsOptions = {},
): Promise<LikeFactors> {
  assertSettings(settings)
  const { factors, alpha, iterations } = settings
  const pays = likes.indices.length * factors > LEAST_FOR_THREADS
  const { threads = pays ? availableParallelism() : 1, signal, from, onIteration } = options
  const setup = makeSetup(likes, factors, alpha)
  if (from) {
    setup.users.rows.set(from.factors.users.data)
    setup.models.rows.set(from.factors.models.data)
  }
  const result = {
    users: denseOf(setup.users.rows, likes.rows, factors),
    models: denseOf(setup.models.rows, likes.columns, factors),
  }
  const product = await createMatrixProduct()
  const cross = await createCrossProduct()
  const workers = await startAlsThreads(setup, threads)
  try {
    for (let iteration = from?.done ?? 0; iteration < iterations; iteration++) {
      for (const side of ['users', 'models'] as const) {
        const fixed = side === 'users' ? result.models : result.users
        const gram = await regularisedGram(cross, fixed, settings.regularisation)
        await solveSide({ side, rows: result[side], gram, product, scratch: setup.scratch, workers, signal })
      }
      await onIteration?.(iteration + 1, result)
    }
    return result
  } finally {
    await workers.close()
    await product.dispose()
    await cross.dispose()
  }
}

function assertSettings({ factors, regularisation, alpha, iterations }: AlsSettings): void {
  for (const [name, value] of Object.entries({ factors, iterations }))
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`The ${name} of ALS must be a whole number from 1 on, not ${value}.`)
  for (const [name, value] of Object.entries({ regularisation, alpha }))
    if (!(value > 0 && value < Infinity))
      throw new Error(`The ${name} of ALS must be a number above 0, not ${value}.`)
}

/** Memory that threads share, with users and models at small random places. */
function makeSetup(likes: SparsePattern, factors: number, alpha: number): AlsSetup {
  const random = seededRandom(SEED)
  const placed = (count: number) => {
    const places = sharedFloats(count * factors)
    for (let index = 0; index < places.length; index++) places[index] = random() * 0.01
    return places
  }
  const [users, models] = [placed(likes.rows), placed(likes.columns)]
  const scratchRows = Math.min(BLOCK_ROWS, Math.max(likes.rows, likes.columns))
  const scratch: AlsScratch = {
    directions: sharedFloats(scratchRows * factors),
    residuals: sharedFloats(scratchRows * factors),
    products: sharedFloats(scratchRows * factors),
    lengths: new Float64Array(new SharedArrayBuffer(scratchRows * 8)),
  }
  const byUser: AlsHalf = { likes: shared(likes), rows: users, columns: models }
  const byModel: AlsHalf = { likes: shared(transposePattern(likes)), rows: models, columns: users }
  return { users: byUser, models: byModel, scratch, alpha }
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * 4))
}

function shared({ starts, indices, ...size }: SparsePattern): SparsePattern {
  const copy = (numbers: Int32Array) => {
    const copied = new Int32Array(new SharedArrayBuffer(numbers.length * 4))
    copied.set(numbers)
    return copied
  }
  return { ...size, starts: copy(starts), indices: copy(indices) }
}

function denseOf(data: Float32Array, rows: number, columns: number): DenseMatrix {
  return { rows, columns, data }
}

/** The Gram matrix of factors, with the regularisation on its diagonal, in float64. */
export async function regularisedGram(
  cross: CrossProduct,
  factors: DenseMatrix,
  regularisation: number,
): Promise<Float64Array> {
  const gram = await cross.multiply(factors, factors)
  for (let index = 0; index < factors.columns; index++) {
    const place = index * factors.columns + index
    gram[place] = (gram[place] ?? 0) + regularisation
  }
  return gram
}

type Side = {
  side: 'users' | 'models'
  rows: DenseMatrix
  gram: Float64Array
  product: MatrixProduct
  scratch: AlsScratch
  workers: AlsThreads
  signal: AbortSignal | undefined
}

async function solveSide({ side, rows, gram, product, scratch, workers, signal }: Side): Promise<void> {
  const { columns } = rows
  const dense: DenseMatrix = { rows: columns, columns, data: Float32Array.from(gram) }
  const blockRows = scratch.lengths.length
  const directions = denseOf(scratch.directions, blockRows, columns)
  for (let block = 0; block < rows.rows; block += blockRows) {
    const to = Math.min(block + blockRows, rows.rows)
    const part = { side, block, from: block, to }
    for (let step = 0; step <= STEPS; step++) {
      signal?.throwIfAborted()
      const from = step === 0 ? rowsBetween(rows, block, to) : rowsBetween(directions, 0, to - block)
      scratch.products.set((await product.multiply(from, dense)).data)
      await workers.run({ ...part, work: step === 0 ? 'begin' : 'step' })
    }
  }
}
