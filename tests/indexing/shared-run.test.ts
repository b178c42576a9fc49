import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { fillEmbeddings } from '@/lib/benchmark/made-up-embeddings'
import { growCatalogue } from '@/lib/benchmark/grow-catalogue'
import { readVectorBlocks } from '@/lib/indexing/kept-vectors'
import type { Database } from '@/lib/database/database'
import { currentRecipe } from '@/lib/indexing/recipe'
import { allOf } from '../setup/all-of'
import { folderOfDrawings, MANY_COLOURS } from '../setup/catalogue'
import { postgresqlPrograms, type PostgresqlServer, startPostgresql } from '../setup/postgresql'
import { temporaryDirectory } from '../setup/temporary'
import { publishedTable } from './job-fixtures'
import { ownDatabase, placeWithEncoders, sharedDatabase } from './shared-fixtures'

const programs = postgresqlPrograms()
let server: PostgresqlServer

const vectorsOf = async (database: Database) => {
  const run = await database.indexRuns.findPublishedRun()
  return allOf(
    (async function* () {
      for await (const { modelIds, halves } of readVectorBlocks(database, run?.id ?? 0))
        yield [{ modelIds, halves }]
    })(),
  )
}

describe.skipIf(programs === null)('a run whose units are done by several workers', () => {
  beforeAll(async () => void (server = await startPostgresql(programs ?? '')))
  afterAll(() => server?.remove())

  it.each([
    ['small', 'three', MANY_COLOURS.slice(0, 1)],
    ['small', 'seventy-two', MANY_COLOURS],
    ['plain', 'three', MANY_COLOURS.slice(0, 1)],
    ['plain', 'seventy-two', MANY_COLOURS],
  ])('publishes what a run over SQLite does: by the recipe %s of %s models', async (recipe, _, colours) => {
    const dataDir = await placeWithEncoders()
    const own = await ownDatabase(dataDir)
    await own.load(colours)
    await own.run({ recipe })
    const shared = await sharedDatabase(server, dataDir)
    await shared.load(colours)
    const begun = await Promise.all([shared.addWorker(), shared.addWorker()])
    expect(await shared.run({ recipe })).toMatchObject({
      outcome: 'published',
      counts: { modelCount: 3 * colours.length, embeddedCount: 3 * colours.length, failureCount: 0 },
    })
    expect(await publishedTable(shared.database)).toBe(await publishedTable(own.database))
    expect(await vectorsOf(shared.database)).toEqual(await vectorsOf(own.database))
    const units = begun.flat()
    expect(new Set(units).size).toBe(units.length)
    const { rows } = await shared.connection.query('SELECT count(*) FROM "WorkUnit"')
    expect(rows).toEqual([{ count: '0' }])
  })

  it('goes through the vectors by blocks, and comes to the same', async () => {
    const MODELS = 2_500
    const dataDir = await placeWithEncoders()
    const own = await ownDatabase(dataDir)
    const shared = await sharedDatabase(server, dataDir)
    const { id } = currentRecipe('small', dataDir)
    const { folder } = await folderOfDrawings(temporaryDirectory(), ['teal'])
    const { entries } = await folderEntries(folder, undefined)
    for (const { database } of [own, shared]) {
      await growCatalogue(database, MODELS, entries)
      await fillEmbeddings(database, dataDir, id, 64, 'dense')
    }
    const begun = await shared.addWorker()
    await own.run()
    await shared.run()
    expect(await publishedTable(shared.database)).toBe(await publishedTable(own.database))
    expect(await vectorsOf(shared.database)).toEqual(await vectorsOf(own.database))
    expect(new Set(begun.map((unit) => unit.split(' ')[0]))).toContain('search')
  })
})
