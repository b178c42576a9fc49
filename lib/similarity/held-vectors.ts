import { encodeOnnxModel } from '@/lib/numerics/onnx-model'
import { createSession } from '@/lib/numerics/onnx-session'
import { expandVector } from './query-expansion'
import { rocchioQuery } from './rocchio'
import { bestOf, type Nearest, type VectorBlock } from './vector-index'
import { segmentsOf } from './vector-segments'
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
  /** How many neighbours expand the question before it is compared; 0 leaves it as it is. */
  expansion: number
  /** Of a question that is one model: ids that its neighbours are among. Else, and where too few, all vectors are gone through. */
  near?: Int32Array
}

/** What is found, with what was compared, and the ids of the question that have no vector; null where the question says nothing. */
export type Found = Nearest & { query: Float32Array | null; leftOut: number[] }

/** What was found by a question that was expanded, to be compared once more. */
export type ExpandedQuestion = {
  query: Float32Array
  modelIds: Int32Array
  /** For each model the ids of some that its neighbours are among; where they are too few to tell, all vectors are gone through. */
  near: readonly Int32Array[]
  /**
   * The question before it was expanded, and the share that comparing plain vectors has in the order: expanding blurs what models that
   * are near to each other differ by, and so which of them a picture is of.
   */
  plain: { vector: Float32Array; share: number } | null
  limit: number
  expansion: number
}

/** The vectors of a run, in memory. */
export type HeldVectors = {
  /** Adds vectors; ids ascend from block to block. @throws Error when a block has vectors of another length */
  add(block: VectorBlock): void
  /**
   * The models nearest to a question, best first, of equal scores the lower id first. A score is the inner product of the question,
   * expanded by its neighbours if asked ({@link expandVector}), with a vector as it is.
   */
  nearest(question: NearestQuestion, options: HeldOptions): Promise<Found>
  /**
   * Compares a question that was expanded with models that are expanded likewise: that is what scores are in the table of a run. They
   * never rise with rank: one that comes first by its plain vector is at least as close as what follows.
   */
  compareExpanded(question: ExpandedQuestion): Promise<Nearest>
  /** Inner products of the vectors of some models with those of others, [others.length, ones.length]; 0 where one has none. */
  compare(ones: readonly number[], others: readonly number[]): Float32Array
  dispose(): Promise<void>
}

/** So many vectors are multiplied with a segment at once: 2 MB of products for each. */
const QUERIES_AT_ONCE = 32
/** Of scores that differ by rounding alone the product may have another order than exact sums. */
const ROUNDING_SPARE = 16
/** Of so many times as many models as expand a vector, these are among them. */
const ENOUGH_NEAR = 8

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
  const { segments, add, knownIds, idAt, vectorAt, vectorOf } = segmentsOf(dimensions)

  /** Which rows may be found. */
  function rowsFound(among: Int32Array | null, without: readonly number[]): Uint8Array {
    const known = knownIds()
    const isFound = new Uint8Array(known.length).fill(among ? 0 : 1)
    // Ids that are given in order are mostly one after another.
    let next = 0
    const mark = (modelId: number, value: number) => {
      const row = known[next] === modelId ? next : rowOfId(known, modelId)
      if (row < 0) return
      isFound[row] = value
      next = row + 1
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

  /** A vector, expanded by rows that are near to it, best first; the last one is what the others are held against. */
  function expandedBy(vector: Float32Array, { modelIds: rows, scores }: Nearest): Float32Array {
    const around = Array.from(rows, (row, place) => ({ vector: vectorAt(row), score: scores[place] ?? 0 }))
    return expandVector(vector, around)
  }

  /** The vectors of rows, each expanded by so many of its neighbours. */
  async function expandedRows(
    rows: readonly number[],
    near: readonly (Int32Array | undefined)[],
    neighbours: number,
  ): Promise<Float32Array[]> {
    const known = knownIds()
    // One more, which the others are held against.
    const most = neighbours + 1
    const few = rows.flatMap((_, at) => ((near[at]?.length ?? 0) < ENOUGH_NEAR * most ? [at] : []))
    const sought = few.map((at) => rows[at] ?? 0)
    const ofFew = await bestRows(sought.map(vectorAt), most, (row, query) => row !== sought[query])
    const found = new Map(few.map((at, place) => [at, ofFew[place]]))
    return rows.map((row, at) => {
      const around = () => (near[at] ?? new Int32Array(0)).map((modelId) => rowOfId(known, modelId))
      const exact = () =>
        exactly(
          vectorAt(row),
          around().filter((other) => other >= 0 && other !== row),
          most,
        )
      return expandedBy(vectorAt(row), found.get(at) ?? exact())
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
    async nearest(question, { limit, among, without, expansion, near }) {
      const { vector, leftOut } = vectorAsked(question)
      if (vector && vector.length !== dimensions) {
        throw new Error(`The question has ${vector.length} dimensions, the vectors ${dimensions}.`)
      }
      if (!vector || knownIds().length === 0) {
        return { ...noRows(), query: null, leftOut }
      }
      const found = rowsFound(among, without)
      const isFound = (row: number) => found[row] === 1
      // A model is no neighbour of itself.
      const isOfOne = 'plus' in question && question.plus.length === 1 && question.minus.length === 0
      const own = isOfOne ? rowOfId(knownIds(), question.plus[0] ?? -1) : -1
      const query = expansion === 0 ? vector : await expandedQuestion(vector, own, near, expansion)
      const [nearest = noRows()] = await bestRows([query], limit, isFound)
      return { ...withIds(nearest), query, leftOut }
    },
    async compareExpanded({ query, modelIds, near, plain, limit, expansion }) {
      const known = knownIds()
      const places = Array.from(modelIds.keys()).sort(
        (one, other) => (modelIds[one] ?? 0) - (modelIds[other] ?? 0),
      )
      const rows = places.map((place) => rowOfId(known, modelIds[place] ?? -1))
      const vectors = await expandedRows(
        rows,
        places.map((place) => near[place]),
        expansion,
      )
      const scores = rows.map((row, at) => innerProduct(query, vectors[at] ?? vectorAt(row)))
      const best = bestOf(limit)
      rows.forEach((row, at) => {
        const score = scores[at] ?? 0
        best.offer(
          at,
          plain ? score + plain.share * (innerProduct(plain.vector, vectorAt(row)) - score) : score,
        )
      })
      const { modelIds: order } = best.list()
      return {
        modelIds: order.map((at) => idAt(rows[at] ?? 0)),
        scores: notRising(Float32Array.from(order, (at) => scores[at] ?? 0)),
      }
    },
    compare(ones, others) {
      const vectors = ones.map(vectorOf)
      return Float32Array.from(
        others.flatMap((other) => {
          const own = vectorOf(other)
          return vectors.map((vector) => (own && vector ? innerProduct(vector, own) : 0))
        }),
      )
    },
    dispose: () => session.dispose(),
  }

  async function expandedQuestion(
    vector: Float32Array,
    own: number,
    near: Int32Array | undefined,
    neighbours: number,
  ): Promise<Float32Array> {
    if (own >= 0) {
      const [expanded] = await expandedRows([own], [near], neighbours)
      if (expanded) return expanded
    }
    const [nearest = noRows()] = await bestRows([vector], neighbours + 1, (row) => row !== own)
    return expandedBy(vector, nearest)
  }

  function withIds({ modelIds: rows, scores }: Nearest): Nearest {
    return { modelIds: rows.map(idAt), scores }
  }
}

/** Scores, each raised to the highest behind it. */
function notRising(scores: Float32Array): Float32Array {
  for (let at = scores.length - 2; at >= 0; at--) scores[at] = Math.max(scores[at] ?? 0, scores[at + 1] ?? 0)
  return scores
}

const noRows = (): Nearest => ({ modelIds: new Int32Array(0), scores: new Float32Array(0) })
