import { describe, expect, it } from 'vitest'
import { indexableModels } from '@/lib/indexing/model-list'
import { currentRecipe } from '@/lib/indexing/recipe'
import { storedVectors } from '@/lib/indexing/stored-vectors'
import { bruteForceRanking } from '../similarity/vector-fixtures'
import { allOf } from '../setup/all-of'
import { catalogueOfDrawings, count, publishedTable } from './job-fixtures'

describe('the precompute job', () => {
  it('going back to a recipe computes nothing twice: its run, while it is kept, is published again', async () => {
    const { database, run, otherRecipe } = await catalogueOfDrawings()
    const first = await run()
    const table = await publishedTable(database)
    expect(await run({ recipe: otherRecipe })).toMatchObject({
      counts: { embeddedCount: 24 },
    })
    expect(await publishedTable(database)).not.toBe(table)
    expect(await run()).toMatchObject({
      outcome: 'published-again',
      runId: first.runId,
      counts: { embeddedCount: 0, reusedCount: 24 },
    })
    expect(await publishedTable(database)).toBe(table)
    expect(await run()).toMatchObject({ outcome: 'up-to-date', runId: first.runId })
  })

  it('going back to a recipe whose run is gone uses its embeddings again', async () => {
    const { database, run, otherRecipe } = await catalogueOfDrawings()
    await run()
    const table = await publishedTable(database)
    for (const neighbours of [3, 4, 5]) await run({ recipe: otherRecipe, neighbours })
    expect(await run()).toMatchObject({ outcome: 'published', counts: { embeddedCount: 0, reusedCount: 24 } })
    expect(await publishedTable(database)).toBe(table)
  })

  it('compares the flattened feature maps of a plain recipe by their cosines, and fits no projection', async () => {
    const { database, connection, dataDir, run } = await catalogueOfDrawings()
    const recipe = currentRecipe('plain', dataDir)
    await run({ recipe })
    expect(await count(connection, 'Projection')).toBe(0)
    const models = await indexableModels(database)
    const { dimensions, rows } = await storedVectors(database, recipe.id, models)
    expect(dimensions).toBe(16 * 16 * 8)
    const values = await rows(0, models.length)
    const uids = await connection.values<string>('SELECT uid FROM Model ORDER BY id')
    const published = await database.indexRuns.findPublishedRun()
    for (const { uid, rank, similarUid, score } of await allOf(
      database.neighbours.readTable(published?.id ?? 0, 'visual'),
    )) {
      const best = bruteForceRanking(values, dimensions, uids.indexOf(uid))[rank - 1]
      expect(uids[best?.index ?? -1]).toBe(similarUid)
      expect(score).toBeCloseTo(best?.score ?? Number.NaN, 5)
    }
  })
})
