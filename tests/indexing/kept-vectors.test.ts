import { describe, expect, it } from 'vitest'
import { takeDown } from '@/lib/crawling/take-down'
import { keptVectors, vectorIndexOf } from '@/lib/indexing/kept-vectors'
import { projectedVectors } from '@/lib/indexing/projected-vectors'
import { currentRecipe } from '@/lib/indexing/recipe'
import { catalogueOfDrawings } from './job-fixtures'

const COLOURS = ['teal', 'navy', 'black']

describe('the vectors of a run', () => {
  it('are kept, so that a vector of another picture is compared with all of them', async () => {
    const { database, recipe, run } = await catalogueOfDrawings({ colours: COLOURS })
    const { runId } = await run()
    const models = await database.embeddings.listIndexableModels()
    const { vectors } = await projectedVectors(database, recipe, models)
    const index = await vectorIndexOf(database, runId)
    expect(index?.dimensions).toBe(vectors.dimensions)
    const found = await index?.nearest(await vectors.rows(0, models.length), 1)
    expect(found?.map(({ modelIds }) => modelIds[0])).toEqual(models.map(({ modelId }) => modelId))
    for (const { scores } of found ?? []) expect(scores[0]).toBeCloseTo(1, 3)
  })

  it('go with the run, and that of a model with the model', async () => {
    const { database, dataDir, run } = await catalogueOfDrawings({ colours: COLOURS })
    for (const neighbours of [1, 2, 3, 4]) await run({ neighbours })
    const kept = async (runId: number) => {
      const ids: number[] = []
      let numbers = 0
      for await (const { modelIds, halves } of keptVectors(database, runId)) {
        ids.push(...modelIds)
        numbers += halves.length
      }
      return { ids, numbers }
    }
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    for (const runId of [2, 3, 4]) expect((await kept(runId)).ids).toEqual(all)
    expect(await vectorIndexOf(database, 1)).toBeNull()

    const modelId = (await database.catalogue.findListedModel('square-navy'))?.id
    await takeDown(database, dataDir, 'square-navy')
    const { ids, numbers } = await kept(4)
    expect(ids).toEqual(all.filter((id) => id !== modelId))
    expect(numbers).toBe(8 * ((await vectorIndexOf(database, 4))?.dimensions ?? 0))
  })

  it('are not kept by a recipe without a projection', async () => {
    const { database, dataDir, run } = await catalogueOfDrawings({ colours: COLOURS })
    const { runId } = await run({ recipe: currentRecipe('plain', dataDir) })
    expect(await vectorIndexOf(database, runId)).toBeNull()
  })
})
