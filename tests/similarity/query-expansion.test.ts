import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'

import { expandVectors, queryExpansionOf } from '@/lib/similarity/query-expansion'
import { expandSearch, searchNeighbours } from '@/lib/similarity/search-neighbours'
import { collectNeighbours, nearestNeighbours } from '@/lib/similarity/top-k'
import { vectorsInMemory } from '@/lib/similarity/vectors'

import { bruteForceRanking, innerProduct, randomUnitVectors } from './vector-fixtures'

const [count, dimensions] = [80, 12]
const values = randomUnitVectors(count, dimensions, 1)
const vectors = vectorsInMemory(values, dimensions)

const expansion = { neighbours: 5, database: true }

function expandedByHand(neighbours: number): number[][] {
  return Array.from({ length: count }, (_, query) => {
    const sum = Array.from(values.subarray(query * dimensions, (query + 1) * dimensions))
    const ranking = bruteForceRanking(values, dimensions, query)
    const reference = Math.max(ranking[neighbours]?.score ?? 0, 0)
    for (const { index, score } of ranking.slice(0, neighbours)) {
      const weight = Math.max(score - reference, 0) / (1 - reference)
      for (let d = 0; d < dimensions; d++) {
        sum[d] = (sum[d] ?? 0) + weight * (values[index * dimensions + d] ?? 0)
      }
    }
    return sum.map((value) => value / Math.hypot(...sum))
  })
}

describe('query expansion', () => {
  it('adds the nearest neighbours by their weighted similarity and keeps length 1', async () => {
    const { queries, database } = await expandSearch({
      vectors,
      expansion: { neighbours: 5, database: false },
    })
    expect(database).toBe(vectors)
    const expanded = await queries.rows(10, 30)
    const expected = expandedByHand(5).slice(10, 30).flat()
    expect(expanded).toHaveLength(expected.length)
    expected.forEach((value, index) => expect(expanded[index]).toBeCloseTo(value, 6))
  })

  it('moves a vector by hand as it should: neighbours of similarity 0.8, 0.6 and below 0', async () => {
    const source = vectorsInMemory(Float32Array.of(1, 0, 0.8, 0.6, 0.6, -0.8, -1, 0), 2)
    const expanded = async (width: number) => {
      const nearest = await collectNeighbours(nearestNeighbours({ database: source, neighbours: width }))
      return Array.from(await expandVectors(source, nearest).rows(0, 1))
    }
    const near = (found: number[], x: number, y: number) => {
      expect(found[0]).toBeCloseTo(x / Math.hypot(x, y), 6)
      expect(found[1]).toBeCloseTo(y / Math.hypot(x, y), 6)
    }
    near(await expanded(1), 1, 0)
    // (1, 0) + (0.8 - 0.6) / (1 - 0.6) (0.8, 0.6)
    near(await expanded(2), 1.4, 0.3)
    // (1, 0) + 0.8 (0.8, 0.6) + 0.6 (0.6, -0.8): what points away weighs nothing, and takes nothing from the others.
    near(await expanded(3), 2, 0)
  })

  it('adds nothing from beyond a group that is smaller than the expansion', async () => {
    // Two alike at the first axis; the others all equally far from both.
    const dimensions = 12
    const values = new Float32Array(dimensions * dimensions)
    for (let row = 0; row < dimensions; row++) {
      values[row * dimensions] = row < 2 ? 0.98 : 0.6
      values[row * dimensions + Math.max(1, row)] =
        Math.sqrt(1 - (row < 2 ? 0.98 : 0.6) ** 2) * (row ? 1 : -1)
    }
    const source = vectorsInMemory(values, dimensions)
    const { queries } = await expandSearch({ vectors: source, expansion: { neighbours: 5, database: true } })
    const expanded = await queries.rows(0, 2)
    for (const row of [0, 1]) {
      const beyond = Array.from(expanded.subarray(row * dimensions + 2, (row + 1) * dimensions))
      beyond.forEach((value) => expect(value).toBeCloseTo(0, 6))
    }
  })

  it('of copies is what they are, however many there are', async () => {
    for (const copies of [2, 6, 7, 30]) {
      const row = randomUnitVectors(1, 7, 3)
      const source = vectorsInMemory(
        Float32Array.from({ length: copies * 7 }, (_, at) => row[at % 7] ?? 0),
        7,
      )
      const { queries } = await expandSearch({ vectors: source, expansion })
      ;(await queries.rows(0, copies)).forEach((value, at) => expect(value).toBeCloseTo(row[at % 7] ?? 0, 6))
    }
  })

  it('grows with the catalogue: none below 24 models, then one for 24, ten at the most', () => {
    for (const models of [0, 1, 2, 12, 23]) expect(queryExpansionOf(models)).toBeNull()
    const neighbours = (models: number) => queryExpansionOf(models)?.neighbours ?? 0
    expect([24, 47, 48, 100, 239, 240, 25_000].map(neighbours)).toEqual([1, 1, 2, 4, 9, 10, 10])
    for (let models = 1; models < 300; models++) {
      expect(neighbours(models) - neighbours(models - 1)).toBeLessThanOrEqual(1)
    }
  })

  it('leaves zero vectors, single models and empty catalogues as they are', async () => {
    for (const source of [
      vectorsInMemory(new Float32Array(3 * 4), 4),
      vectorsInMemory(Float32Array.of(0, 1), 2),
      vectorsInMemory(new Float32Array(0), 4),
    ]) {
      const { queries } = await expandSearch({ vectors: source, expansion })
      expect(await queries.rows(0, source.count)).toEqual(await source.rows(0, source.count))
    }
  })

  it('refuses a table of another catalogue', () => {
    const table = { count: 3, width: 0, indices: new Int32Array(0), scores: new Float32Array(0) }
    expect(() => expandVectors(vectors, table)).toThrow('of 3 vectors, not of 80')
  })
})

describe('a search with query expansion', () => {
  it.each([false, true])('is that of the expanded queries (expanded database: %s)', async (database) => {
    const expanded = Float32Array.from(expandedByHand(5).flat())
    const blocks = searchNeighbours({
      vectors,
      expansion: { neighbours: 5, database },
      neighbours: 7,
      queryBlock: 33,
    })
    const found = await collectNeighbours(blocks)
    for (let query = 0; query < count; query++) {
      const expected = Array.from({ length: count }, (_, index) =>
        innerProduct(expanded, query, database ? expanded : values, index, dimensions),
      )
        .filter((_, index) => index !== query)
        .sort((a, b) => b - a)
      const row = Array.from(found.indices.subarray(query * 7, (query + 1) * 7))
      expect(row).not.toContain(query)
      expect(new Set(row).size).toBe(7)
      row.forEach((_, place) => expect(found.scores[query * 7 + place]).toBeCloseTo(expected[place] ?? 2, 6))
    }
  })

  it('has the same bits whatever the blocks, and tells how far both passes are', async () => {
    const reference = await collectNeighbours(searchNeighbours({ vectors, expansion, neighbours: 24 }))
    let [expanded, found] = [0, 0]
    const blocks = searchNeighbours({
      vectors,
      expansion,
      neighbours: 24,
      queryBlock: 11,
      databaseBlock: 23,
      onExpanded: (rows) => (expanded += rows),
    })
    expect(await collectNeighbours(blocks, (rows) => (found += rows))).toEqual(reference)
    expect([expanded, found]).toEqual([count, count])
  })

  it('without expansion is the plain search', async () => {
    const plain = await collectNeighbours(nearestNeighbours({ database: vectors, neighbours: 4 }))
    const blocks = searchNeighbours({ vectors, expansion: null, neighbours: 4 })
    expect(await collectNeighbours(blocks)).toEqual(plain)
  })
})

it('waits before each product of two blocks, in either pass, and ends at what is thrown then', async () => {
  let passed = 0
  const options = {
    vectors,
    expansion,
    neighbours: 5,
    queryBlock: 10,
    databaseBlock: 40,
    async checkpoint() {
      await delay(0)
      passed++
    },
  }
  const undisturbed = await collectNeighbours(searchNeighbours({ ...options, checkpoint: undefined }))
  expect(await collectNeighbours(searchNeighbours(options))).toEqual(undisturbed)
  const [passes, queryBlocks, databaseBlocks] = [2, 8, 2]
  expect(passed).toBe(passes * queryBlocks * databaseBlocks)

  for (const last of [3, 25]) {
    passed = 0
    const checkpoint = async () => {
      if (++passed > last) throw new Error('cancelled by the admin')
    }
    await expect(collectNeighbours(searchNeighbours({ ...options, checkpoint }))).rejects.toThrow(
      'cancelled by the admin',
    )
    expect(passed).toBe(last + 1)
  }
})
