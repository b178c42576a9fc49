import { rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { growCatalogue } from '@/lib/benchmark/grow-catalogue'
import { fillEmbeddings } from '@/lib/benchmark/made-up-embeddings'
import { decodeCalibration } from '@/lib/database/run-calibration'
import type { Database } from '@/lib/database/database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { currentRecipe } from '@/lib/indexing/recipe'
import { MANY_COLOURS } from '../setup/catalogue'
import { catalogueOfDrawings, silent } from './job-fixtures'

async function published({ indexRuns }: Database) {
  const run = await indexRuns.findPublishedRun()
  return decodeCalibration(run?.calibration ?? null)
}

/** So many models with vectors that nobody computed. */
async function grown(models: number, recipeName = 'small') {
  const catalogue = await catalogueOfDrawings({ colours: ['teal'] })
  const { database, dataDir, folder } = catalogue
  const recipe = currentRecipe(recipeName, dataDir)
  const { entries } = await folderEntries(folder)
  await growCatalogue(database, models, entries)
  await fillEmbeddings(database, dataDir, recipe.id, 64, 'dense')
  return { ...catalogue, run: () => catalogue.run({ recipe, neighbours: 30 }) }
}

describe('a run tells how close its scores are', () => {
  it('by labels where there are enough, once they come, too', async () => {
    const { database, storage, folder, run } = await catalogueOfDrawings({ colours: MANY_COLOURS })
    expect(await run({ neighbours: 24 })).toMatchObject({ outcome: 'published' })
    expect(await published(database)).toBeNull()
    expect(await run({ neighbours: 24 })).toMatchObject({ outcome: 'up-to-date' })

    const labels = path.join(path.dirname(folder), 'labels.csv')
    const { entries } = await folderEntries(folder, labels)
    await importCatalogue(database, storage, 'folder', entries)
    expect(await run({ neighbours: 24 })).toMatchObject({
      outcome: 'published',
      counts: { embeddedCount: 0 },
    })
    expect(await published(database)).toMatchObject({ label: 'label', pairs: 72 * 24 })
    expect(await run({ neighbours: 24 })).toMatchObject({ outcome: 'up-to-date' })
  })

  it('by the labels that it has read, and is made anew where others came while it was under way', async () => {
    const { connection, run } = await catalogueOfDrawings({ colours: MANY_COLOURS })
    const labelled: string[] = []
    const onStage = ({ name }: { name: string }) => {
      if (name !== 'review' || labelled.push(name) > 1) return
      connection.runAtOnce(
        `INSERT INTO ModelLabel (modelId, "column", value) SELECT id, 'label', name FROM Model`,
      )
    }
    const observer = { ...silent, onStage }
    expect(await run({ neighbours: 24, observer })).toMatchObject({
      outcome: 'published',
      comparison: { label: null },
    })
    expect(labelled).toEqual(['review'])
    expect(await run({ neighbours: 24 })).toMatchObject({
      outcome: 'published',
      comparison: { label: 'label' },
    })
    expect(await run({ neighbours: 24 })).toMatchObject({ outcome: 'up-to-date' })
  })

  it.each(['small', 'plain'])(
    'by the scores themselves where there are no labels: recipe %s',
    async (name) => {
      const { database, run } = await grown(400, name)
      expect(await run()).toMatchObject({ outcome: 'published' })
      expect(await published(database)).toMatchObject({ method: 'random-pairs', label: null, error: null })
    },
  )

  it.each([1, 2, 3])('not at all of %i models, and publishes them all the same', async (models) => {
    const { database, run } = await catalogueOfDrawings({
      colours: ['teal'],
      labelled: true,
      spoil: (folder) =>
        ['square', 'triangle']
          .slice(0, 3 - models)
          .forEach((shape) => rmSync(path.join(folder, `${shape}-teal.png`))),
    })
    expect(await run()).toMatchObject({ outcome: 'published', counts: { modelCount: models } })
    expect(await published(database)).toBeNull()
  })
})
