import { folderStorage } from '@/lib/storage/files'
import { describe, expect, it } from 'vitest'
import { takeDown } from '@/lib/crawling/take-down'
import { indexableModels } from '@/lib/indexing/model-list'
import { readVectorBlocks, vectorIndexOf } from '@/lib/indexing/kept-vectors'
import { projectedVectors } from '@/lib/indexing/projected-vectors'
import { currentRecipe } from '@/lib/indexing/recipe'
import { addTinyClip, CLIP_WIDTH } from '../setup/tiny-clip'
import { catalogueOfDrawings } from './job-fixtures'

const COLOURS = ['teal', 'navy', 'black']

describe('the vectors of a run', () => {
  it('are kept, so that a vector of another picture is compared with all of them', async () => {
    const { database, recipe, run } = await catalogueOfDrawings({ colours: COLOURS })
    const { runId } = await run()
    const models = await indexableModels(database)
    const { vectors } = await projectedVectors(database, recipe, models)
    const index = await vectorIndexOf(database, runId)
    expect(index?.dimensions).toBe(vectors.dimensions)
    const found = await index?.nearest(await vectors.rows(0, models.length), 1)
    expect(found?.map(({ modelIds }) => modelIds[0])).toEqual([...models.ids])
    for (const { scores } of found ?? []) expect(scores[0]).toBeCloseTo(1, 3)
  })

  it('go with the run, and that of a model with the model', async () => {
    const { database, connection, dataDir, run } = await catalogueOfDrawings({ colours: COLOURS })
    for (const neighbours of [1, 2, 3, 4]) await run({ neighbours })
    const blocksOf = async (runId: number) => {
      const blocks = []
      for await (const block of readVectorBlocks(database, runId)) blocks.push(block)
      return blocks
    }
    const idsOf = async (runId: number) => (await blocksOf(runId)).flatMap(({ modelIds }) => [...modelIds])
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(await Promise.all([1, 2, 3, 4].map(idsOf))).toEqual([[], all, all, all])
    const modelId = await connection.value<number>("SELECT id FROM Model WHERE uid = 'square-navy'")
    await takeDown(database, folderStorage(dataDir), 'square-navy')
    expect(await idsOf(4)).toEqual(all.filter((id) => id !== modelId))
    expect(await vectorIndexOf(database, 1)).toBeNull()
    const width = (await vectorIndexOf(database, 4))?.dimensions ?? 0
    expect((await blocksOf(4)).map(({ halves }) => halves.length)).toEqual([8 * width])
  })

  it('are kept as they are by a recipe whose encoder reads words, too', async () => {
    const { database, dataDir, run } = await catalogueOfDrawings({ colours: COLOURS })
    await addTinyClip(dataDir)
    const recipe = currentRecipe('tiny-clip', dataDir)
    const { runId } = await run({ recipe })
    const models = await indexableModels(database)
    const { vectors, fitted } = await projectedVectors(database, recipe, models)
    expect(fitted).toBeNull()
    const index = await vectorIndexOf(database, runId)
    expect(index?.dimensions).toBe(CLIP_WIDTH)
    const found = await index?.nearest(await vectors.rows(0, models.length), 1)
    for (const { scores } of found ?? []) expect(scores[0]).toBeCloseTo(1, 3)
  })

  it('are not kept by a recipe without a projection', async () => {
    const { database, dataDir, run } = await catalogueOfDrawings({ colours: COLOURS })
    const { runId } = await run({ recipe: currentRecipe('plain', dataDir) })
    expect(await vectorIndexOf(database, runId)).toBeNull()
  })
})
