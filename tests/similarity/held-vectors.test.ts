import { describe, expect, it, onTestFinished } from 'vitest'
import { decodeFloat16 } from '@/lib/numerics/float16'
import { holdVectors } from '@/lib/similarity/held-vectors'
import { rocchioQuery } from '@/lib/similarity/rocchio'
import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import { collectNeighbours } from '@/lib/similarity/top-k'
import { exactIndex, type VectorBlock, vectorAt, vectorBlockOf } from '@/lib/similarity/vector-index'
import { vectorsInMemory } from '@/lib/similarity/vectors'
import { randomUnitVectors, seededRandom } from './vector-fixtures'

/** Blocks of some rows each; ids are ten times the row. */
function blocksOf(values: Float32Array, dimensions: number, rows: number): VectorBlock[] {
  return Array.from({ length: Math.ceil(values.length / dimensions / rows) }, (_, at) => {
    const some = values.subarray(at * rows * dimensions, (at + 1) * rows * dimensions)
    const modelIds = Int32Array.from({ length: some.length / dimensions }, (_, row) => 10 * (at * rows + row))
    return vectorBlockOf(modelIds, some)
  })
}

async function held(blocks: readonly VectorBlock[], dimensions: number) {
  const vectors = await holdVectors(dimensions)
  onTestFinished(vectors.dispose)
  for (const block of blocks) vectors.add(block)
  return vectors
}

const plain = { limit: 24, among: null, without: [], expansion: 0 }

describe('vectors that are held', () => {
  const [count, dimensions] = [20_000, 32]
  const values = randomUnitVectors(count, dimensions)
  // The same vector in places far from each other, to tell how equal scores are ordered.
  for (const row of [7, 500, 16_384, 19_999]) values.set(values.subarray(0, dimensions), row * dimensions)
  const blocks = blocksOf(values, dimensions, 1024)
  const index = exactIndex(dimensions, () => blocks)
  const queries = randomUnitVectors(20, dimensions, 3)

  it('find what going through all of them finds, to the bit', async () => {
    const { nearest } = await held(blocks, dimensions)
    for (let row = 0; row < 20; row++) {
      const vector =
        row === 0 ? values.slice(0, dimensions) : queries.slice(row * dimensions, (row + 1) * dimensions)
      const [exact] = await index.nearest(vector, 24)
      expect(await nearest({ vector }, plain)).toEqual({ ...exact, query: vector, leftOut: [] })
    }
  })

  it('are compared pair by pair, what has none with 0', async () => {
    const { compare } = await held(blocks, dimensions)
    const vector = (row: number) => vectorAt(blocks[0] ?? expect.fail(), row)
    const product = (one: number, other: number) =>
      vector(one).reduce((sum, value, place) => sum + value * (vector(other)[place] ?? 0), 0)
    const found = compare([10, 7, 30], [20, 50])
    const wanted = [product(1, 2), 0, product(3, 2), product(1, 5), 0, product(3, 5)]
    wanted.forEach((value, place) => expect(found[place]).toBeCloseTo(value, 6))
    expect(compare([], [20])).toEqual(new Float32Array(0))
  })

  it('find only what is among some ids, and not what is to be left out', async () => {
    const { nearest } = await held(blocks, dimensions)
    const random = seededRandom(5)
    const among = Int32Array.from({ length: 300 }, () => Math.floor(random() * 2 * count) * 5)
    const vector = queries.slice(0, dimensions)
    const allowed = new Set(among)
    const [exact] = await index.nearest(vector, 30, (id) => allowed.has(id))
    const without = [...(exact?.modelIds ?? [])].slice(0, 3)
    const found = await nearest({ vector }, { ...plain, limit: 27, among, without })
    expect(found.modelIds).toEqual(exact?.modelIds.slice(3))
    expect(await nearest({ vector }, { ...plain, among: new Int32Array(0) })).toMatchObject({
      modelIds: new Int32Array(0),
    })
  })

  it('are asked by models that the answer is to be like and unlike, and those without a vector are said', async () => {
    const { nearest } = await held(blocks, dimensions)
    const of = (id: number) => {
      const block = blocks[Math.floor(id / 10 / 1024)]
      return block ? vectorAt(block, (id / 10) % 1024) : new Float32Array()
    }
    const vector = rocchioQuery([of(30), of(170_000)], [of(90)], 0.3) ?? new Float32Array()
    const byVector = await nearest({ vector }, plain)
    const question = { plus: [30, 170_000, 5], minus: [90, 7], minusWeight: 0.3 }
    expect(await nearest(question, plain)).toEqual({ ...byVector, leftOut: [5, 7] })
    expect(await nearest({ plus: [5], minus: [30] }, plain)).toEqual({
      modelIds: new Int32Array(0),
      scores: new Float32Array(0),
      query: null,
      leftOut: [5],
    })
  })

  it('may be none', async () => {
    const { nearest } = await held([], 3)
    expect((await nearest({ vector: Float32Array.of(1, 0, 0) }, plain)).modelIds).toHaveLength(0)
  })

  it('say what is wrong with a question, or a block', async () => {
    const vectors = await held(blocks, dimensions)
    await expect(vectors.nearest({ vector: new Float32Array(3) }, plain)).rejects.toThrow(
      'The question has 3 dimensions, the vectors 32.',
    )
    expect(() => vectors.add(vectorBlockOf(Int32Array.of(1), new Float32Array(3)))).toThrow(
      '3 numbers are not 1 vectors of 32',
    )
  })
})

describe('a model of the table', () => {
  it('has the neighbours and scores of the table, where that is of expanded vectors', async () => {
    const [count, dimensions, width, expansion, asked] = [700, 16, 60, 6, 20]
    const blocks = blocksOf(clustered(count, dimensions), dimensions, 256)
    const values = Float32Array.from(blocks.flatMap(({ halves }) => [...decodeFloat16(halves)]))
    const ids = Int32Array.from({ length: count }, (_, row) => 10 * row)
    const vectors = vectorsInMemory(values, dimensions, ids)
    const table = await collectNeighbours(
      searchNeighbours({ vectors, expansion: { neighbours: expansion, database: true }, neighbours: width }),
    )
    const { nearest, compareExpanded } = await held(blocks, dimensions)
    const idsOf = (row: number) =>
      Int32Array.from(table.indices.subarray(row * width, (row + 1) * width), (at) => 10 * at)
    for (let row = 0; row < count; row += 29) {
      const { query, modelIds } = await nearest(
        { plus: [10 * row], minus: [] },
        { limit: asked + 40, among: null, without: [10 * row], expansion },
      )
      if (!query) throw new Error('The question says something.')
      const question = { query, modelIds, plain: null, limit: asked, expansion }
      const byAll = await compareExpanded({
        ...question,
        near: Array.from(modelIds, () => new Int32Array(0)),
      })
      const byTable = await compareExpanded({
        ...question,
        near: Array.from(modelIds, (id) => idsOf(id / 10)),
      })
      expect(byTable).toEqual(byAll)
      expect(byAll.modelIds).toEqual(idsOf(row).slice(0, asked))
      const scores = table.scores.subarray(row * width, row * width + asked)
      scores.forEach((score, place) => expect(byAll.scores[place]).toBeCloseTo(score, 4))
    }
  })
})

/** Vectors of length 1 in groups. */
function clustered(count: number, dimensions: number): Float32Array {
  const centres = randomUnitVectors(40, dimensions, 11)
  const noise = randomUnitVectors(count, dimensions, 12)
  const values = noise.map((value, at) => {
    const row = Math.floor(at / dimensions)
    return 0.6 * value + (centres[(row % 40) * dimensions + (at % dimensions)] ?? 0)
  })
  for (let row = 0; row < count; row++) {
    const vector = values.subarray(row * dimensions, (row + 1) * dimensions)
    const length = Math.hypot(...vector)
    vector.forEach((value, at) => (vector[at] = value / length))
  }
  return values
}
