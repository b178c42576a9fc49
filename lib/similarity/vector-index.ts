import { decodeFloat16, encodeFloat16 } from '@/lib/numerics/float16'
import { innerProduct, rowsOf } from './vectors'

/** Vectors of some models, in half precision: [modelIds.length, dimensions], row-major. */
export type VectorBlock = { modelIds: Int32Array; halves: Uint16Array }

/** Rounds the vectors of some models, [modelIds.length, dimensions] row-major, to a block. */
export function vectorBlockOf(modelIds: Int32Array, vectors: Float32Array): VectorBlock {
  return { modelIds, halves: encodeFloat16(vectors) }
}

/** The vector of a row of a block. */
export function vectorAt({ modelIds, halves }: VectorBlock, row: number): Float32Array {
  const dimensions = halves.length / modelIds.length
  return decodeFloat16(halves.subarray(row * dimensions, (row + 1) * dimensions))
}

/** The models nearest to a vector, best first; the scores are inner products, cosines for vectors of length 1. */
export type Nearest = { modelIds: Int32Array; scores: Float32Array }

/** Finds models by their vectors. */
export type VectorIndex = {
  readonly dimensions: number
  /**
   * The `k` models nearest to each of some vectors, `[count, dimensions]` row-major, or fewer when there are no more; of
   * equal scores the lower id comes first.
   *
   * @param filter says which models may be found; by default all
   * @throws Error when the vectors are no whole number of rows, one has NaN or an infinity, or `k` is no positive integer.
   */
  nearest(vectors: Float32Array, k: number, filter?: (modelId: number) => boolean): Promise<Nearest[]>
}

/**
 * An index that compares with every vector. It goes through the blocks once for each question, and holds no more than one
 * of them in full precision.
 *
 * @param blocks with ids that ascend from block to block; asked for at each question
 */
export function exactIndex(
  dimensions: number,
  blocks: () => Iterable<VectorBlock> | AsyncIterable<VectorBlock>,
): VectorIndex {
  return {
    dimensions,
    async nearest(vectors, k, filter = () => true) {
      const queries = rowsOf(vectors, dimensions)
      const bad = vectors.findIndex((value) => !Number.isFinite(value))
      if (bad >= 0) {
        const [row, column] = [Math.floor(bad / dimensions), bad % dimensions]
        throw new Error(`Vector ${row} has ${vectors[bad]} at dimension ${column}.`)
      }
      if (!Number.isInteger(k) || k < 1) throw new Error(`k must be a positive integer, not ${k}.`)
      const best = queries.map(() => bestOf(k))
      for await (const { modelIds, halves } of blocks()) {
        const block = rowsOf(decodeFloat16(halves), dimensions)
        for (const [row, vector] of block.entries()) {
          const modelId = modelIds[row] ?? 0
          if (!filter(modelId)) continue
          queries.forEach((query, at) => best[at]?.offer(modelId, innerProduct(query, vector)))
        }
      }
      return best.map((found) => found.list())
    },
  }
}

/** Keeps the best `k` of what it is offered in the order of ids. */
export type Best = {
  offer(modelId: number, product: number): void
  /** What must be passed to be kept. */
  least(): number
  list(): Nearest
}

export function bestOf(k: number): Best {
  const modelIds = new Int32Array(k)
  const scores = new Float32Array(k)
  let count = 0
  return {
    offer(modelId: number, product: number): void {
      const score = Math.fround(product)
      if (count === k && score <= (scores[k - 1] ?? 0)) return
      let place = count < k ? count++ : k - 1
      for (; place > 0 && (scores[place - 1] ?? 0) < score; place--) {
        scores[place] = scores[place - 1] ?? 0
        modelIds[place] = modelIds[place - 1] ?? 0
      }
      scores[place] = score
      modelIds[place] = modelId
    },
    least: () => (count < k ? -Infinity : (scores[k - 1] ?? 0)),
    list: () => ({ modelIds: modelIds.slice(0, count), scores: scores.slice(0, count) }),
  }
}
