import { decodeFloat16 } from '@/lib/numerics/float16'
import { encodeOnnxModel } from '@/lib/numerics/onnx-model'
import { createSession } from '@/lib/numerics/onnx-session'
import { expandVector } from './query-expansion'
import { rocchioQuery } from './rocchio'
import { bestOf, type Nearest, type VectorBlock } from './vector-index'
import { innerProduct, rowOfId } from './vectors'

/** What is asked: by a vector of the run's space, or by models of the run that the answer is to be like, and unlike. */
export type NearestQuestion =
  { vector: Float32Array } | { plus: readonly number[]; minus: readonly number[]; minusWeight?: number }

export type HeldOptions = {
  /** How many are found at most. */
  limit: number
  /** Ids that alone may be found, in no order; null for all. */
  among: Int32Array | null
  /** Ids that may not be found. */
  without: readonly number[]
  /** How many neighbours expand a vector, as in the table of the run; 0 compares vectors as they are. */
  expansion: number
}

/** What is found, and the ids of the question that have no vector. */
export type Found = Nearest & { leftOut: number[] }

/** The vectors of a run, in memory. */
export type HeldVectors = {
  /** Adds vectors; ids ascend from block to block. @throws Error when a block has vectors of another length */
  add(block: VectorBlock): void
  /**
   * The models nearest to a question, best first, of equal scores the lower id first.
   *
   * Without expansion a score is the inner product. With it, the scores are those of the run's table, in which all vectors are
   * expanded by their neighbours ({@link expandVector}): the question is expanded by its own, what is nearest to that is expanded
   * likewise and compared once more. That is exact but for what the first comparison does not have among the best
   * {@link SPARE} more than are asked for.
   */
  nearest(question: NearestQuestion, options: HeldOptions): Promise<Found>
  dispose(): Promise<void>
}

/** Rows of a product: more of them gain nothing, and of a small catalogue less is taken. */
const SEGMENT_ROWS = 16_384
/** So many vectors are multiplied with a segment at once: 2 MB of products for each. */
const QUERIES_AT_ONCE = 32
/** Of scores that differ by rounding alone the product may have another order than exact sums. */
const ROUNDING_SPARE = 16
/** How many more than are asked for are expanded and compared once more. */
export const SPARE = 40

/** A matrix of vectors, [rows, dimensions], the first of them in row `start`. */
type Segment = { start: number; rows: number; values: Float32Array }

/** Holds vectors in full precision, as `[count, dimensions]`, and compares with all of them through onnxruntime. */
export async function holdVectors(dimensions: number, threads = 1): Promise<HeldVectors> {
  const session = await createSession(
    encodeOnnxModel({
      name: 'held-vectors',
      inputs: [
        { name: 'queries', type: 'float32', shape: ['queries', dimensions] },
        { name: 'vectors', type: 'float32', shape: ['vectors', dimensions] },
      ],
      outputs: [{ name: 'products', type: 'float32', shape: ['queries', 'vectors'] }],
      constants: [],
      nodes: [
        {
          operator: 'Gemm',
          inputs: ['queries', 'vectors'],
          outputs: ['products'],
          attributes: { transB: { kind: 'int', value: 1 } },
        },
      ],
    }),
    { threads },
  )
  const segments: Segment[] = []
  let ids = new Int32Array(1024)
  let count = 0

  function add({ modelIds, halves }: VectorBlock): void {
    if (halves.length !== modelIds.length * dimensions) {
      throw new Error(`${halves.length} numbers are not ${modelIds.length} vectors of ${dimensions}.`)
    }
    if (count + modelIds.length > ids.length) {
      const more = new Int32Array(Math.max(2 * ids.length, count + modelIds.length))
      more.set(ids)
      ids = more
    }
    ids.set(modelIds, count)
    const values = decodeFloat16(halves)
    for (let row = 0; row < modelIds.length;) {
      const segment = segmentWithRoom()
      const taken = Math.min(SEGMENT_ROWS - segment.rows, modelIds.length - row)
      const needed = (segment.rows + taken) * dimensions
      if (needed > segment.values.length) {
        const most = SEGMENT_ROWS * dimensions
        const larger = new Float32Array(Math.min(most, Math.max(2 * segment.values.length, needed)))
        larger.set(segment.values)
        segment.values = larger
      }
      segment.values.set(
        values.subarray(row * dimensions, (row + taken) * dimensions),
        segment.rows * dimensions,
      )
      segment.rows += taken
      row += taken
      count += taken
    }
  }

  function segmentWithRoom(): Segment {
    const last = segments.at(-1)
    if (last && last.rows < SEGMENT_ROWS) return last
    const next = { start: count, rows: 0, values: new Float32Array(0) }
    segments.push(next)
    return next
  }

  const idAt = (row: number) => ids[row] ?? 0

  function vectorAt(row: number): Float32Array {
    const segment = segments[Math.floor(row / SEGMENT_ROWS)]
    const from = (row % SEGMENT_ROWS) * dimensions
    return segment?.values.subarray(from, from + dimensions) ?? new Float32Array(dimensions)
  }

  function vectorOf(modelId: number): Float32Array | null {
    const row = rowOfId(ids.subarray(0, count), modelId)
    return row < 0 ? null : vectorAt(row)
  }

  /** Which rows may be found. */
  function rowsFound(among: Int32Array | null, without: readonly number[]): Uint8Array {
    const isFound = new Uint8Array(count).fill(among ? 0 : 1)
    const known = ids.subarray(0, count)
    const mark = (modelId: number, value: number) => {
      const row = rowOfId(known, modelId)
      if (row >= 0) isFound[row] = value
    }
    among?.forEach((modelId) => mark(modelId, 1))
    for (const modelId of without) mark(modelId, 0)
    return isFound
  }

  /** The best rows for each of some vectors; of one none is its own where that is given. */
  async function bestRows(
    queries: readonly Float32Array[],
    most: number,
    isFound: (row: number, query: number) => boolean,
  ): Promise<Nearest[]> {
    const best = queries.map(() => bestOf(most + ROUNDING_SPARE))
    for (let first = 0; first < queries.length; first += QUERIES_AT_ONCE) {
      const some = queries.slice(first, first + QUERIES_AT_ONCE)
      const data = new Float32Array(some.length * dimensions)
      some.forEach((query, at) => data.set(query, at * dimensions))
      for (const { start, rows, values } of segments) {
        const products = await multiply(data, values.subarray(0, rows * dimensions), some.length, rows)
        for (let at = 0; at < some.length; at++) {
          const found = best[first + at]
          if (!found) continue
          let least = found.least()
          for (let row = 0, from = at * rows; row < rows; row++) {
            const product = products[from + row] ?? 0
            if (product <= least || !isFound(start + row, first + at)) continue
            found.offer(start + row, product)
            least = found.least()
          }
        }
      }
    }
    return queries.map((query, at) => exactly(query, best[at]?.list().modelIds ?? new Int32Array(0), most))
  }

  async function multiply(queries: Float32Array, vectors: Float32Array, asked: number, rows: number) {
    const { products } = await session.run({
      queries: { data: queries, dims: [asked, dimensions] },
      vectors: { data: vectors, dims: [rows, dimensions] },
    })
    if (!(products?.data instanceof Float32Array)) throw new Error('The product must be of float32.')
    return products.data
  }

  /** Compares once more, by sums in double precision, as `exactIndex` has them. */
  function exactly(query: Float32Array, rows: Int32Array, most: number): Nearest {
    const best = bestOf(most)
    for (const row of rows.sort()) best.offer(row, innerProduct(query, vectorAt(row)))
    return best.list()
  }

  /** The vectors, each expanded by so many of its neighbours; the rows are those that are no neighbours of themselves. */
  async function expanded(
    vectors: readonly Float32Array[],
    own: readonly number[],
    neighbours: number,
  ): Promise<Float32Array[]> {
    // One more, which the others are held against.
    const nearest = await bestRows(vectors, neighbours + 1, (row, query) => row !== own[query])
    return vectors.map((vector, at) => {
      const { modelIds: rows = new Int32Array(0), scores = new Float32Array(0) } = nearest[at] ?? {}
      const around = Array.from(rows, (row, place) => ({ vector: vectorAt(row), score: scores[place] ?? 0 }))
      return expandVector(vector, around)
    })
  }

  function vectorAsked(question: NearestQuestion): { vector: Float32Array | null; leftOut: number[] } {
    if ('vector' in question) return { vector: question.vector, leftOut: [] }
    const { plus, minus, minusWeight } = question
    const leftOut = [...new Set([...plus, ...minus])].filter((modelId) => !vectorOf(modelId))
    const vectors = (modelIds: readonly number[]) => modelIds.flatMap((modelId) => vectorOf(modelId) ?? [])
    return { vector: rocchioQuery(vectors(plus), vectors(minus), minusWeight), leftOut }
  }

  return {
    add,
    async nearest(question, { limit, among, without, expansion }) {
      const { vector, leftOut } = vectorAsked(question)
      if (vector && vector.length !== dimensions) {
        throw new Error(`The question has ${vector.length} dimensions, the vectors ${dimensions}.`)
      }
      if (!vector || count === 0) {
        return { modelIds: new Int32Array(0), scores: new Float32Array(0), leftOut }
      }
      const found = rowsFound(among, without)
      const isFound = (row: number) => found[row] === 1
      const isOfOne = 'plus' in question && question.plus.length === 1 && question.minus.length === 0
      if (expansion === 0) {
        const [nearest = noRows()] = await bestRows([vector], limit, isFound)
        return { ...withIds(nearest), leftOut }
      }
      const own = isOfOne ? rowOfId(ids.subarray(0, count), question.plus[0] ?? -1) : -1
      const [query = vector] = await expanded([vector], [own], expansion)
      const [candidates = noRows()] = await bestRows([query], limit + SPARE, isFound)
      const rows = [...candidates.modelIds].sort((one, other) => one - other)
      const others = await expanded(rows.map(vectorAt), rows, expansion)
      const best = bestOf(limit)
      rows.forEach((row, at) => best.offer(row, innerProduct(query, others[at] ?? vectorAt(row))))
      return { ...withIds(best.list()), leftOut }
    },
    dispose: () => session.dispose(),
  }

  function withIds({ modelIds: rows, scores }: Nearest): Nearest {
    return { modelIds: rows.map(idAt), scores }
  }
}

const noRows = (): Nearest => ({ modelIds: new Int32Array(0), scores: new Float32Array(0) })
