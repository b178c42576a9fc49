import { describe, expect, it } from 'vitest'
import { scorePairs } from '@/lib/similarity/drawn-pairs'
import { expandSearch } from '@/lib/similarity/search-neighbours'
import { collectNeighbours, nearestNeighbours } from '@/lib/similarity/top-k'
import { vectorsInMemory } from '@/lib/similarity/vectors'
import { innerProduct, randomUnitVectors } from './vector-fixtures'

const DIMENSIONS = 8
const COUNT = 60

const values = randomUnitVectors(COUNT, DIMENSIONS)
const vectors = vectorsInMemory(values, DIMENSIONS)
const rowOf = (from: Float32Array, row: number) => from.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)

describe('pairs of models that are drawn', () => {
  it.each([null, { neighbours: 3, database: true }])(
    'score as the search gives them: expansion %j',
    async (expansion) => {
      const { database } = await expandSearch({ vectors, expansion, threads: 1 })
      const expanded = await database.rows(0, COUNT)
      // Listed by their expanded vectors, among them those that expand them.
      const listed = await collectNeighbours(nearestNeighbours({ database, neighbours: 40 }))
      const drawn = [3, 17, 18, 42].map((modelId) => ({
        modelId,
        neighbourIds: listed.indices.subarray(modelId * listed.width, (modelId + 1) * listed.width),
      }))
      const scores = await scorePairs(drawn, (row) => rowOf(values, row), expansion)
      const wanted = drawn.flatMap(({ modelId }, place) =>
        drawn
          .slice(0, place)
          .map((other) => innerProduct(expanded, modelId, expanded, other.modelId, DIMENSIONS)),
      )
      expect(scores).toHaveLength(6)
      wanted.forEach((score, pair) => expect(scores[pair]).toBeCloseTo(score, 5))
    },
  )

  it('leave out those without a vector, and expand by as many as there are', async () => {
    const drawn = [1, 2, 3].map((modelId) => ({ modelId, neighbourIds: [4, 99] }))
    const vectorOf = (row: number) => (row === 2 || row === 99 ? undefined : rowOf(values, row))
    const scores = await scorePairs(drawn, vectorOf, { neighbours: 5, database: true })
    expect(scores).toHaveLength(1)
    expect(Number.isFinite(scores[0])).toBe(true)
    expect(await scorePairs(drawn, () => undefined, null)).toHaveLength(0)
    expect(await scorePairs([], vectorOf, null)).toHaveLength(0)
  })
})
