import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'

import { defaultQueryExpansion, expandVectors } from '@/lib/similarity/query-expansion'
import { expandSearch, searchNeighbours } from '@/lib/similarity/search-neighbours'
import { collectNeighbours, nearestNeighbours } from '@/lib/similarity/top-k'
import { vectorsInMemory } from '@/lib/similarity/vectors'

import { bruteForceRanking, innerProduct, randomUnitVectors } from './vector-fixtures'

const [count, dimensions] = [80, 12]
const values = randomUnitVectors(count, dimensions, 1)
const vectors = vectorsInMemory(values, dimensions)

function expandedByHand(neighbours: number, exponent: number): number[][] {
  return Array.from({ length: count }, (_, query) => {
    const sum = Array.from(values.subarray(query * dimensions, (query + 1) * dimensions))
    for (const { index, score } of bruteForceRanking(values, dimensions, query).slice(0, neighbours)) {
      for (let d = 0; d < dimensions; d++) {
        sum[d] = (sum[d] ?? 0) + Math.max(score, 0) ** exponent * (values[index * dimensions + d] ?? 0)
      }
    }
    return sum.map((value) => value / Math.hypot(...sum))
  })
}

describe('query expansion', () => {
  it('adds the nearest neighbours by their weighted similarity and keeps length 1', async () => {
    const expansion = { neighbours: 5, exponent: 3, database: false }
    const { queries, database } = await expandSearch({ vectors, expansion })
    expect(database).toBe(vectors)
    const expanded = await queries.rows(10, 30)
    const expected = expandedByHand(5, 3).slice(10, 30).flat()
    expect(expanded).toHaveLength(expected.length)
    expected.forEach((value, index) => expect(expanded[index]).toBeCloseTo(value, 6))
  })

  it('moves a vector by hand as it should: neighbours of similarity 0.6 and below 0', async () => {
    const source = vectorsInMemory(Float32Array.of(1, 0, 0.6, 0.8, -1, 0), 2)
    const nearest = await collectNeighbours(nearestNeighbours({ database: source, neighbours: 2 }))
    const expanded = await expandVectors(source, nearest, 2).rows(0, 1)
    // (1, 0) + 0.36 (0.6, 0.8) + 0 (-1, 0) = (1.216, 0.288)
    const length = Math.hypot(1.216, 0.288)
    expect(expanded[0]).toBeCloseTo(1.216 / length, 6)
    expect(expanded[1]).toBeCloseTo(0.288 / length, 6)
  })

  it('leaves zero vectors, single models and empty catalogues as they are', async () => {
    for (const source of [
      vectorsInMemory(new Float32Array(3 * 4), 4),
      vectorsInMemory(Float32Array.of(0, 1), 2),
      vectorsInMemory(new Float32Array(0), 4),
    ]) {
      const { queries } = await expandSearch({ vectors: source, expansion: defaultQueryExpansion })
      expect(await queries.rows(0, source.count)).toEqual(await source.rows(0, source.count))
    }
  })

  it('refuses a table of another catalogue', () => {
    const table = { count: 3, width: 0, indices: new Int32Array(0), scores: new Float32Array(0) }
    expect(() => expandVectors(vectors, table, 3)).toThrow('of 3 vectors, not of 80')
  })
})

describe('a search with query expansion', () => {
  it.each([false, true])('is that of the expanded queries (expanded database: %s)', async (database) => {
    const expanded = Float32Array.from(expandedByHand(5, 3).flat())
    const blocks = searchNeighbours({
      vectors,
      expansion: { neighbours: 5, exponent: 3, database },
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
    const expansion = defaultQueryExpansion
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
    ...{ vectors, expansion: defaultQueryExpansion, neighbours: 5, queryBlock: 10, databaseBlock: 40 },
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
