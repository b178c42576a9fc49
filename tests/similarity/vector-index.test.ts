import { describe, expect, it } from 'vitest'
import { randomUnitVectors } from '@/lib/benchmark/random-vectors'
import { collectNeighbours, nearestNeighbours } from '@/lib/similarity/top-k'
import { exactIndex, vectorBlockOf } from '@/lib/similarity/vector-index'
import { vectorsInMemory } from '@/lib/similarity/vectors'

/** Blocks of some rows each; ids are ten times the row. */
function* blocksOf(values: Float32Array, dimensions: number, rows: number) {
  const count = values.length / dimensions
  for (let start = 0; start < count; start += rows) {
    const end = Math.min(start + rows, count)
    const modelIds = Int32Array.from({ length: end - start }, (_, row) => 10 * (start + row))
    yield vectorBlockOf(modelIds, values.subarray(start * dimensions, end * dimensions))
  }
}

const corners = Float32Array.of(1, 0, 0, 1, -1, 0, 1, 0, 0.5, 0.5)
const index = exactIndex(2, () => blocksOf(corners, 2, 2))

describe('the exact index over vectors in half precision', () => {
  it('finds the nearest of each vector, best first, equal ones by id', async () => {
    const [right, up] = await index.nearest(Float32Array.of(1, 0, 0, 1), 3)
    expect(right).toEqual({ modelIds: Int32Array.of(0, 30, 40), scores: Float32Array.of(1, 1, 0.5) })
    expect(up).toEqual({ modelIds: Int32Array.of(10, 40, 0), scores: Float32Array.of(1, 0.5, 0) })
  })

  it('finds only what a filter lets through, and no more than there is', async () => {
    const [found] = await index.nearest(Float32Array.of(1, 0), 9, (modelId) => modelId !== 30 && modelId > 0)
    expect(found?.modelIds).toEqual(Int32Array.of(40, 10, 20))
    expect(await exactIndex(2, () => []).nearest(Float32Array.of(1, 0), 9)).toEqual([
      { modelIds: Int32Array.of(), scores: Float32Array.of() },
    ])
  })

  it('says what is wrong with a question, or with a block', async () => {
    await expect(index.nearest(new Float32Array(3), 1)).rejects.toThrow('3 numbers are no whole number of')
    await expect(index.nearest(Float32Array.of(1, 0, 0, NaN), 1)).rejects.toThrow(
      'Vector 1 has NaN at dimension 1',
    )
    await expect(index.nearest(new Float32Array(2), 0)).rejects.toThrow('k must be a positive integer, not 0')
    const wide = exactIndex(3, () => blocksOf(corners, 2, 2))
    await expect(wide.nearest(new Float32Array(3), 1)).rejects.toThrow('4 numbers are no whole number of')
  })

  it('finds 99 % of the nearest 24 by the vectors in full precision', async () => {
    const [count, dimensions, asked] = [3000, 256, 200]
    const vectors = randomUnitVectors(count, dimensions)
    const queries = randomUnitVectors(asked, dimensions, 2)
    const exact = await collectNeighbours(
      nearestNeighbours({
        database: vectorsInMemory(vectors, dimensions),
        // No query is in the database.
        queries: vectorsInMemory(
          queries,
          dimensions,
          Int32Array.from({ length: asked }, (_, row) => count + row),
        ),
        neighbours: 24,
      }),
    )
    const stored = exactIndex(dimensions, () => blocksOf(vectors, dimensions, 1024))
    const found = await stored.nearest(queries, 24)
    const same = found.map(({ modelIds }, query) => {
      const wanted = new Set(exact.indices.subarray(query * 24, (query + 1) * 24))
      return modelIds.filter((modelId) => wanted.has(modelId / 10)).length / 24
    })
    expect(same.reduce((sum, share) => sum + share, 0) / asked).toBeGreaterThanOrEqual(0.99)
  })
})
