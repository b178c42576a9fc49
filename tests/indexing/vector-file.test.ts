import { readdirSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { indexableModels } from '@/lib/indexing/model-list'
import { projectedVectors } from '@/lib/indexing/projected-vectors'
import { isMuch, openVectorFile } from '@/lib/indexing/vector-file'
import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import { collectNeighbours } from '@/lib/similarity/top-k'
import { vectorsInMemory } from '@/lib/similarity/vectors'
import { randomUnitVectors } from '../similarity/vector-fixtures'
import { temporaryDirectory } from '../setup/temporary'
import { catalogueOfDrawings } from './job-fixtures'

function fileOf(dimensions: number, ids: ArrayLike<number>, folder = temporaryDirectory()) {
  const file = openVectorFile(folder, dimensions, ids)
  onTestFinished(() => file.close())
  return file
}

describe('vectors that are too many for memory', () => {
  it('are more than a million of 256 numbers', () => {
    expect(isMuch(1_000_000, 256)).toBe(false)
    expect(isMuch(1_050_000, 256)).toBe(true)
  })

  it('come back from a file that nobody else sees, any rows of them', () => {
    const folder = temporaryDirectory()
    const values = randomUnitVectors(50, 7, 1)
    const file = fileOf(
      7,
      Int32Array.from({ length: 50 }, (_, row) => row),
      folder,
    )
    file.append(values.subarray(0, 7 * 20))
    file.append(values.subarray(7 * 20))
    expect(file.vectors.rows(0, 50)).toEqual(values)
    expect(file.vectors.rows(13, 31)).toEqual(values.slice(7 * 13, 7 * 31))
    expect(() => file.vectors.rows(40, 51)).toThrow('ends before row 51')
    expect(readdirSync(folder)).toEqual([])
  })

  it('are projected to the same bits as in memory', async () => {
    const { database, recipe, run } = await catalogueOfDrawings()
    await run()
    const models = await indexableModels(database)
    const { vectors } = await projectedVectors(database, recipe, models)
    const stored = await projectedVectors(database, recipe, models, undefined, fileOf)
    expect(await stored.vectors.rows(0, 24)).toEqual(await vectors.rows(0, 24))
    expect(stored.vectors.ids).toBe(models.ids)
  })

  it('have the same neighbours as in memory, expanded as well', async () => {
    const vectors = vectorsInMemory(randomUnitVectors(300, 8, 2), 8)
    const options = { vectors, expansion: { neighbours: 4, database: true }, neighbours: 6 }
    const held = await collectNeighbours(searchNeighbours(options))
    const store = () => fileOf(8, vectors.ids)
    expect(await collectNeighbours(searchNeighbours({ ...options, store }))).toEqual(held)
  })
})
