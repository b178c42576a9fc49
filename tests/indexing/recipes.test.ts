import { describe, expect, it } from 'vitest'
import { listIndexableModels } from '@/lib/database/embeddings'
import { findPublishedRun } from '@/lib/database/index-runs'
import { iterateNeighbours } from '@/lib/database/neighbours'
import { currentRecipe } from '@/lib/indexing/recipe'
import { storedVectors } from '@/lib/indexing/stored-vectors'
import { bruteForceRanking } from '../similarity/vector-fixtures'
import { catalogueOfDrawings, count, publishedTable } from './job-fixtures'

describe('the precompute job', () => {
  it('going back to a recipe computes nothing twice: its run, while it is kept, is published again', async () => {
    const { connection, run, otherRecipe } = await catalogueOfDrawings()
    const first = await run()
    const table = publishedTable(connection)
    expect(await run({ recipe: otherRecipe })).toMatchObject({
      counts: { embeddedCount: 24 },
    })
    expect(publishedTable(connection)).not.toBe(table)
    expect(await run()).toMatchObject({
      outcome: 'published-again',
      runId: first.runId,
      counts: { embeddedCount: 0, reusedCount: 24 },
    })
    expect(publishedTable(connection)).toBe(table)
    expect(await run()).toMatchObject({ outcome: 'up-to-date', runId: first.runId })
  })

  it('going back to a recipe whose run is gone uses its embeddings again', async () => {
    const { connection, run, otherRecipe } = await catalogueOfDrawings()
    await run()
    const table = publishedTable(connection)
    for (const neighbours of [3, 4, 5]) await run({ recipe: otherRecipe, neighbours })
    expect(await run()).toMatchObject({ outcome: 'published', counts: { embeddedCount: 0, reusedCount: 24 } })
    expect(publishedTable(connection)).toBe(table)
  })

  it('compares the flattened feature maps of a plain recipe by their cosines, and fits no projection', async () => {
    const { connection, dataDir, run } = await catalogueOfDrawings()
    const recipe = currentRecipe('plain', dataDir)
    await run({ recipe })
    expect(count(connection, 'Projection')).toBe(0)
    const models = listIndexableModels(connection)
    const { dimensions, rows } = storedVectors(connection, recipe.id, models)
    expect(dimensions).toBe(16 * 16 * 8)
    const values = await rows(0, models.length)
    const uids = connection.prepare<[], string>('SELECT uid FROM Model ORDER BY id').pluck().all()
    for (const { uid, rank, similarUid, score } of iterateNeighbours(
      connection,
      findPublishedRun(connection)?.id ?? 0,
      'visual',
    )) {
      const best = bruteForceRanking(values, dimensions, uids.indexOf(uid))[rank - 1]
      expect(uids[best?.index ?? -1]).toBe(similarUid)
      expect(score).toBeCloseTo(best?.score ?? Number.NaN, 5)
    }
  })
})
