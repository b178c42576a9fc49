import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { collectNeighbours, nearestNeighbours, type TopKOptions } from '@/lib/similarity/top-k'
import { scoreBlocks } from '@/lib/similarity/score-blocks'
import { vectorsInMemory, type VectorSource } from '@/lib/similarity/vectors'

import { bruteForceRanking, innerProduct, randomUnitVectors, seededRandom } from './vector-fixtures'

const search = (options: TopKOptions) => collectNeighbours(nearestNeighbours(options))

async function searchRows(options: TopKOptions) {
  const { count, width, indices, scores } = await search(options)
  return Array.from({ length: count }, (_, query) =>
    Array.from(indices.subarray(query * width, (query + 1) * width), (index, place) => ({
      index,
      score: scores[query * width + place],
    })),
  )
}

// Products of small integers are exact in float32, whatever the order of the additions: so is every tie.
const smallIntegerVectors = fc
  .record({
    count: fc.integer({ min: 0, max: 40 }),
    dimensions: fc.integer({ min: 1, max: 5 }),
    largest: fc.integer({ min: 0, max: 2 }),
  })
  .chain(({ count, dimensions, largest }) =>
    fc.record({
      dimensions: fc.constant(dimensions),
      values: fc
        .array(fc.integer({ min: -largest, max: largest }), {
          minLength: count * dimensions,
          maxLength: count * dimensions,
        })
        .map((numbers) => Float32Array.from(numbers)),
    }),
  )

describe('nearest neighbours', () => {
  it('are those of a brute-force search: same models, same order, ties by id, at any block size', async () => {
    await fc.assert(
      fc.asyncProperty(
        smallIntegerVectors,
        fc.integer({ min: 1, max: 45 }),
        fc.integer({ min: 1, max: 45 }),
        fc.integer({ min: 1, max: 45 }),
        async ({ values, dimensions }, neighbours, queryBlock, databaseBlock) => {
          const database = vectorsInMemory(values, dimensions)
          const found = await searchRows({ database, neighbours, queryBlock, databaseBlock })
          const expected = Array.from({ length: database.count }, (_, query) =>
            bruteForceRanking(values, dimensions, query).slice(0, neighbours),
          )
          expect(found).toStrictEqual(
            expected.map((row) => row.map((hit) => ({ ...hit, score: hit.score + 0 }))),
          )
        },
      ),
      { numRuns: 150 },
    )
  })

  it('are exact among far more models than neighbours, where ties span the whole catalogue', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 300, max: 900 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        async (neighbours, count, dimensions, seed) => {
          const random = seededRandom(seed)
          const values = Float32Array.from({ length: count * dimensions }, () => Math.floor(random() * 7) - 3)
          const database = vectorsInMemory(values, dimensions)
          const queries = vectorsInMemory(values.slice(-3 * dimensions), dimensions, [
            count - 3,
            count - 2,
            count - 1,
          ])
          const found = await searchRows({ database, queries, neighbours })
          const expected = [3, 2, 1].map((fromEnd) =>
            bruteForceRanking(values, dimensions, count - fromEnd).slice(0, neighbours),
          )
          expect(found).toStrictEqual(
            expected.map((row) => row.map((hit) => ({ ...hit, score: hit.score + 0 }))),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are exact where every cosine is negative', async () => {
    // Opposite to the query, each a little less than the one before: 700 rows do not fill their last chunk.
    const values = Float32Array.from({ length: 700 }, (_, row) => row - 700)
    const database = vectorsInMemory(values, 1)
    const queries = vectorsInMemory(Float32Array.of(1), 1, [5000])
    const { indices, scores } = await search({ database, queries, neighbours: 4 })
    expect([...indices]).toEqual([699, 698, 697, 696])
    expect([...scores]).toEqual([-1, -2, -3, -4])
  })

  it('have the scores of the whole comparison, to the bit', async () => {
    const [count, dimensions, neighbours] = [400, 300, 24]
    const database = vectorsInMemory(randomUnitVectors(count, dimensions, 10), dimensions)
    const found = await search({ database, neighbours, databaseBlock: 170, threads: 2 })
    for await (const { start, count: rows, scores } of scoreBlocks({
      queries: database,
      database,
      threads: 2,
    })) {
      for (let place = start * neighbours; place < (start + rows) * neighbours; place++) {
        const row = Math.floor(place / neighbours) - start
        expect(found.scores[place]).toBe(scores[row * count + (found.indices[place] ?? -1)])
      }
    }
  })

  it.each([
    ['zero vectors', () => 0],
    ['equal vectors', () => 1],
  ])('of %s are the first ids, without the model itself', async (_, value) => {
    const database = vectorsInMemory(Float32Array.from({ length: 300 * 4 }, value), 4)
    const { indices, width } = await search({ database, neighbours: 5, databaseBlock: 70 })
    const of = (query: number) => Array.from(indices.subarray(query * width, (query + 1) * width))
    expect(of(0)).toEqual([1, 2, 3, 4, 5])
    expect(of(3)).toEqual([0, 1, 2, 4, 5])
    expect(of(299)).toEqual([0, 1, 2, 3, 4])
  })

  it('keep exact copies of the model itself', async () => {
    const values = randomUnitVectors(60, 16, 1)
    const copies = [7, 21, 58]
    for (const copy of copies) values.copyWithin(copy * 16, 30 * 16, 31 * 16)
    const found = await searchRows({ database: vectorsInMemory(values, 16), neighbours: 4 })
    expect(found[30]?.slice(0, 3).map(({ index }) => index)).toEqual(copies)
    expect(found[21]?.slice(0, 3).map(({ index }) => index)).toEqual([7, 30, 58])
  })

  it.each([0, 1, 2, 3])('of %i models are all the others', async (count) => {
    const found = await search({
      database: vectorsInMemory(randomUnitVectors(count, 8, 2), 8),
      neighbours: 24,
    })
    expect(found.count).toBe(count)
    expect(found.width).toBe(Math.max(0, count - 1))
    expect(found.indices).toHaveLength(count * found.width)
  })

  it('agree with float64 sums on real vectors, up to rounding', async () => {
    const [count, dimensions, neighbours] = [500, 130, 10]
    const values = randomUnitVectors(count, dimensions, 3)
    const found = await searchRows({
      database: vectorsInMemory(values, dimensions),
      neighbours,
      queryBlock: 64,
      databaseBlock: 201,
    })
    for (const [query, row] of found.entries()) {
      const expected = bruteForceRanking(values, dimensions, query)
      expect(new Set(row.map(({ index }) => index)).size).toBe(neighbours)
      for (const [place, { index, score }] of row.entries()) {
        expect(index).not.toBe(query)
        expect(score).toBeCloseTo(innerProduct(values, query, values, index, dimensions), 6)
        expect(score).toBeCloseTo(expected[place]?.score ?? Number.NaN, 6)
      }
    }
  })

  it('have the same bits whatever the block sizes and the threads', async () => {
    const [count, dimensions] = [330, 300]
    const database = vectorsInMemory(randomUnitVectors(count, dimensions, 4), dimensions)
    const reference = await search({ database, neighbours: 24 })
    for (const [queryBlock, databaseBlock, threads] of [
      [330, 330, 1],
      [330, 200, 3],
      [100, 330, 3],
      [64, 64, 2],
      [37, 129, 1],
      [329, 19, 2],
      [1, 257, 2],
    ] as const) {
      const found = await search({ database, neighbours: 24, queryBlock, databaseBlock, threads })
      expect(found, `${queryBlock} x ${databaseBlock}, ${threads} threads`).toEqual(reference)
    }
  })

  it('come as cosines, not increasing, with equal ids left out for queries of another source', async () => {
    const values = randomUnitVectors(50, 12, 5)
    const database = vectorsInMemory(
      values,
      12,
      Array.from({ length: 50 }, (_, row) => 10 * row),
    )
    const queries = vectorsInMemory(values.slice(12 * 20, 12 * 22), 12, [200, 7])
    const [known, unknown] = await searchRows({ database, queries, neighbours: 3 })
    expect(known?.map(({ index }) => index)).not.toContain(20)
    expect(unknown?.[0]?.index).toBe(21)
    expect(unknown?.[0]?.score).toBeCloseTo(1, 6)
  })

  it('stream: a block source is read in blocks, and blocks of queries come as they are done', async () => {
    const values = randomUnitVectors(1000, 8, 6)
    const inner = vectorsInMemory(values, 8)
    let largest = 0
    const database: VectorSource = {
      ...inner,
      rows: async (start, end) => {
        largest = Math.max(largest, end - start)
        return inner.rows(start, end)
      },
    }
    const starts: number[] = []
    for await (const { start, count } of nearestNeighbours({
      database,
      neighbours: 5,
      queryBlock: 300,
      databaseBlock: 400,
    })) {
      starts.push(start)
      if (start + count >= 600) break
    }
    expect(starts).toEqual([0, 300])
    expect(largest).toBe(400)
  })

  it('stop when the signal is aborted', async () => {
    const database = vectorsInMemory(randomUnitVectors(100, 8, 7), 8)
    const controller = new AbortController()
    const blocks = nearestNeighbours({ database, neighbours: 5, queryBlock: 10, signal: controller.signal })
    await blocks.next()
    controller.abort(new Error('cancelled by the admin'))
    await expect(blocks.next()).rejects.toThrow('cancelled by the admin')
  })
})

describe('bad vectors', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is refused, naming the model', async (value) => {
    const values = randomUnitVectors(20, 4, 8)
    values[13 * 4 + 2] = value
    const database = vectorsInMemory(
      values,
      4,
      Array.from({ length: 20 }, (_, row) => row + 100),
    )
    await expect(search({ database, neighbours: 3, databaseBlock: 8 })).rejects.toThrow(
      `The vector of id 113 (row 13) has ${value} at dimension 2`,
    )
    const clean = vectorsInMemory(randomUnitVectors(20, 4, 8), 4)
    await expect(search({ database: clean, queries: database, neighbours: 3 })).rejects.toThrow('id 113')
  })

  it('refuses ids that do not ascend, other dimensions, and sizes that are no positive integer', async () => {
    const values = randomUnitVectors(3, 4, 9)
    const database = vectorsInMemory(values, 4)
    await expect(search({ database: vectorsInMemory(values, 4, [1, 5, 5]), neighbours: 3 })).rejects.toThrow(
      'row 2 has 5, after 5',
    )
    await expect(search({ database, queries: vectorsInMemory(values, 6), neighbours: 3 })).rejects.toThrow(
      'Queries have 6 dimensions, the database 4.',
    )
    await expect(search({ database, neighbours: 0 })).rejects.toThrow('neighbours must be a positive integer')
    await expect(search({ database, neighbours: 3, queryBlock: 1.5 })).rejects.toThrow('not 1.5')
    expect(() => vectorsInMemory(values, 5)).toThrow(
      '12 numbers are no whole number of vectors of 5 dimensions.',
    )
    expect(() => vectorsInMemory(values, 4, [1])).toThrow('1 ids for 3 vectors')
  })
})
