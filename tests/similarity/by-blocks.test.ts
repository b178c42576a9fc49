import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expandByBlocks, expandVectors } from '@/lib/similarity/query-expansion'
import { collectNeighbours, nearestNeighbours } from '@/lib/similarity/top-k'
import { gatherRows, vectorsBetween, vectorsInMemory, type VectorSource } from '@/lib/similarity/vectors'
import { randomUnitVectors } from './vector-fixtures'

const [count, dimensions] = [130, 9]
const ids = Int32Array.from({ length: count }, (_, row) => 7 + 3 * row)
const vectors = vectorsInMemory(randomUnitVectors(count, dimensions, 5), dimensions, ids)
/** The same, from elsewhere. */
const read: VectorSource = { ...vectors, rows: async (start, end) => vectors.rows(start, end) }

const range = fc
  .tuple(fc.nat(count), fc.nat(count))
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)])
const blockRows = fc.integer({ min: 20, max: 150 })

describe('of a part of the vectors, whichever it is,', () => {
  it('the neighbours among all are those that a search of all finds for them, the same bits', async () => {
    const all = await collectNeighbours(nearestNeighbours({ database: vectors, neighbours: 6 }))
    await fc.assert(
      fc.asyncProperty(range, blockRows, async ([start = 0, end = 0], databaseBlock) => {
        const queries = vectorsBetween(read, start, end)
        const options = { queries, database: read, neighbours: 6, databaseBlock, queryBlock: 50 }
        const some = await collectNeighbours(nearestNeighbours(options))
        expect(some.indices).toEqual(all.indices.slice(6 * start, 6 * end))
        expect(some.scores).toEqual(all.scores.slice(6 * start, 6 * end))
      }),
      { numRuns: 8 },
    )
  })

  it('the expansion is that of an expansion of all, the same bits', async () => {
    const all = await collectNeighbours(nearestNeighbours({ database: vectors, neighbours: 6 }))
    const expanded = await expandVectors(vectors, all).rows(0, count)
    await fc.assert(
      fc.asyncProperty(range, blockRows, async ([start = 0, end = 0], rows) => {
        const neighbours = {
          count: end - start,
          width: 6,
          indices: all.indices.slice(6 * start, 6 * end),
          scores: all.scores.slice(6 * start, 6 * end),
        }
        const some = await expandByBlocks(read, { start, neighbours, blockRows: rows })
        expect(some).toEqual(expanded.slice(dimensions * start, dimensions * end))
      }),
    )
  })
})

it('rows are gathered from the blocks that have some of them, and from no others', async () => {
  const asked: number[][] = []
  const source: VectorSource = {
    ...vectors,
    rows(start, end) {
      asked.push([start, end])
      return vectors.rows(start, end)
    },
  }
  const rowOf = await gatherRows(source, Int32Array.of(3, 9, 10, 125), 10)
  expect(asked).toEqual([
    [0, 10],
    [10, 20],
    [120, 130],
  ])
  for (const row of [3, 9, 10, 125]) expect(rowOf(row)).toEqual(vectors.rows(row, row + 1))
})

it('more neighbours than there are vectors from a row on are refused', async () => {
  const neighbours = { count: 10, width: 0, indices: new Int32Array(0), scores: new Float32Array(0) }
  await expect(expandByBlocks(vectors, { start: 125, neighbours, blockRows: 10 })).rejects.toThrow(
    'no 10 vectors from 125 on: there are 130 in all',
  )
})
