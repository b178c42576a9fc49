import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { takeDown } from '@/lib/crawling/take-down'
import { indexJob } from '@/lib/indexing/job'
import { hashOf } from '@/lib/thumbnails/store'
import { drawing } from '../setup/images'
import type { RawDatabase } from '../setup/raw-database'
import { startCommand } from '../setup/commands'
import { folderEntries } from '@/lib/catalogue/folder'
import { fillEmbeddings } from '@/lib/benchmark/made-up-embeddings'
import { growCatalogue } from '@/lib/benchmark/grow-catalogue'
import { readVectorBlocks } from '@/lib/indexing/kept-vectors'
import type { Database } from '@/lib/database/database'
import { currentRecipe } from '@/lib/indexing/recipe'
import { allOf } from '../setup/all-of'
import { MANY_COLOURS } from '../setup/catalogue'
import { addTinyClip } from '../setup/tiny-clip'
import { originalFile } from '../setup/thumbnail-files'
import { AS_RUN, count, publishedTable } from './job-fixtures'
import { ownCatalogue, sharedCatalogue } from './shared-fixtures'

const vectorsOf = async (database: Database) => {
  const run = await database.indexRuns.findPublishedRun()
  return allOf(
    (async function* () {
      for await (const { modelIds, halves } of readVectorBlocks(database, run?.id ?? 0))
        yield [{ modelIds, halves }]
    })(),
  )
}

const calibrationOf = async ({ indexRuns }: Database) => (await indexRuns.findPublishedRun())?.calibration

describe('a run whose units are done by several workers', () => {
  it.each([
    ['small', 'three', MANY_COLOURS.slice(0, 1)],
    ['small', 'seventy-two', MANY_COLOURS],
    ['plain', 'three', MANY_COLOURS.slice(0, 1)],
    ['plain', 'seventy-two', MANY_COLOURS],
  ])('publishes what a run over SQLite does: by the recipe %s of %s models', async (recipe, _, colours) => {
    const own = await ownCatalogue({ colours })
    await own.run({ recipe: currentRecipe(recipe, own.dataDir) })
    const shared = await sharedCatalogue({ colours })
    const begun = await Promise.all([shared.addWorker(), shared.addWorker()])
    expect(await shared.run({ recipe: currentRecipe(recipe, shared.dataDir) })).toMatchObject({
      outcome: 'published',
      counts: { modelCount: 3 * colours.length, embeddedCount: 3 * colours.length, failureCount: 0 },
    })
    expect(await publishedTable(shared.database)).toBe(await publishedTable(own.database))
    expect(await vectorsOf(shared.database)).toEqual(await vectorsOf(own.database))
    const units = begun.flat()
    expect(new Set(units).size).toBe(units.length)
    expect(await count(shared.connection, 'WorkUnit')).toBe(0)
  })

  it('keeps what words are compared with, as a run over SQLite does', async () => {
    const own = await ownCatalogue()
    const shared = await sharedCatalogue()
    for (const { dataDir, run } of [own, shared]) {
      await addTinyClip(dataDir)
      await run({ recipe: currentRecipe('tiny-clip', dataDir) })
    }
    expect(await vectorsOf(shared.database)).toEqual(await vectorsOf(own.database))
    expect((await vectorsOf(own.database)).flatMap(({ modelIds }) => [...modelIds])).toHaveLength(24)
  })

  it('goes through the vectors by blocks, and comes to the same', async () => {
    const MODELS = 2_500
    const colours = ['teal']
    const own = await ownCatalogue({ colours })
    const shared = await sharedCatalogue({ colours })
    const { entries } = await folderEntries(own.folder)
    for (const { database, dataDir, recipe } of [own, shared]) {
      await growCatalogue(database, MODELS, entries)
      await fillEmbeddings(database, dataDir, recipe.id, 64, 'dense')
    }
    const begun = await shared.addWorker()
    await own.run()
    await shared.run()
    expect(await publishedTable(shared.database)).toBe(await publishedTable(own.database))
    expect(await vectorsOf(shared.database)).toEqual(await vectorsOf(own.database))
    expect(await calibrationOf(own.database)).toContain('random-pairs')
    expect(await calibrationOf(shared.database)).toBe(await calibrationOf(own.database))
    expect(new Set(begun.map((unit) => unit.split(' ')[0]))).toContain('search')
  })

  it('does again what a dead worker had in hand, and nothing twice', async () => {
    const own = await ownCatalogue({ colours: MANY_COLOURS })
    await own.run()
    const shared = await sharedCatalogue({ colours: MANY_COLOURS })
    await logEmbeddings(shared.connection, 0.15)
    const victims = [shared.startWorker(), shared.startWorker()]
    for (const { stdout } of victims) if (stdout) await once(stdout, 'data')
    const deaths = victims.map(async (victim) => {
      if (victim.stdout) await once(victim.stdout, 'data')
      await delay(150)
      victim.kill('SIGKILL')
    })
    const running = shared.run()
    // On a slow machine one may come too late for any unit.
    await Promise.race([running, Promise.all(deaths)])
    expect(await running).toMatchObject({ outcome: 'published', counts: { embeddedCount: 72 } })
    expect(await publishedTable(shared.database)).toBe(await publishedTable(own.database))
    const hashes = await shared.connection.values('SELECT hash FROM embedded')
    expect(hashes).toHaveLength(72)
    expect(new Set(hashes).size).toBe(72)
  })

  it.each(['embed', 'project', 'search'])(
    'is gone on with where its coordinator was killed, in the stage %s',
    async (stage) => {
      const own = await ownCatalogue({ colours: MANY_COLOURS })
      await own.run()
      const shared = await sharedCatalogue({ colours: MANY_COLOURS })
      await logEmbeddings(shared.connection)
      await pauseIn(shared.connection, stage)
      const job = startCommand('precompute', AS_RUN, shared.environment)
      onTestFinished(() => void job.kill('SIGKILL'))
      await isPaused(shared.connection)
      job.kill('SIGKILL')
      await once(job, 'exit')
      await goOn(shared.connection)
      await expect.poll(() => shared.database.locks.isHeld('precompute')).toBe(false)
      await shared.database.runs.closeDeadRuns('precompute')
      await shared.addWorker()
      expect(await shared.resume(1)).toMatchObject({
        outcome: 'published',
        counts: { modelCount: 72, embeddedCount: 72, reusedCount: 0 },
      })
      expect(await publishedTable(shared.database)).toBe(await publishedTable(own.database))
      expect(await count(shared.connection, 'embedded')).toBe(72)
    },
  )

  it.each([
    ['small', 'embed'],
    ['small', 'project'],
    ['small', 'search'],
    ['plain', 'project'],
    ['plain', 'search'],
  ])('leaves out what is taken down meanwhile: by the recipe %s in the stage %s', async (recipe, stage) => {
    const shared = await sharedCatalogue({ colours: MANY_COLOURS.slice(0, 10) })
    const { storage } = shared
    const given = { recipe: currentRecipe(recipe, shared.dataDir) }
    await shared.addWorker()
    await pauseIn(shared.connection, stage)
    const running = shared.run(given)
    await isPaused(shared.connection)
    for (const uid of ['circle-teal', 'square-navy'])
      expect(await takeDown(shared.database, storage, uid)).toBe(true)
    await goOn(shared.connection)
    await shared.database.runs.requestAction(1, 'resume')
    expect(await running).toMatchObject({ outcome: 'published', counts: { failureCount: 0 } })
    const table = await publishedTable(shared.database)
    expect(table).not.toMatch(/circle-teal|square-navy/)
    expect(table).toContain('triangle-black')
    const ofNobody = 'SELECT modelId FROM NeighbourList WHERE modelId NOT IN (SELECT id FROM Model)'
    expect(await shared.connection.values(ofNobody)).toEqual([])
    // What is made anew, of those that are left, is the same.
    const again = await shared.run({ ...given, neighbours: 4 })
    expect(again).toMatchObject({ counts: { modelCount: 28, embeddedCount: 0, failureCount: 0 } })
    expect((await publishedTable(shared.database)).split('\n')).toHaveLength(28 * 4)
  })

  it('tells of pictures that could not be used, and reads them again when it is asked to', async () => {
    const broken = ['circle-teal', 'square-navy', 'triangle-black']
    const shared = await sharedCatalogue({
      colours: MANY_COLOURS.slice(0, 10),
      spoil: (images) =>
        broken.forEach((uid) => writeFileSync(path.join(images, `${uid}.png`), 'not an image')),
    })
    await shared.addWorker()
    expect(await shared.run()).toMatchObject({ counts: { modelCount: 27, embeddedCount: 27 } })
    for (const uid of broken.slice(1)) {
      const [shape, colour = ''] = uid.split('-')
      const image = await drawing(shape === 'square' ? 'square' : 'triangle', colour)
      writeFileSync(path.join(shared.folder, `${uid}.png`), image)
    }
    expect(await shared.run({ retry: 'all' })).toMatchObject({
      counts: { modelCount: 29, embeddedCount: 2, reusedCount: 27 },
    })
    const failures = await shared.database.failures.listFailedModels(null)
    expect(failures.map(({ uid }) => uid)).toEqual(['circle-teal'])
    rmSync(originalFile(shared.dataDir, hashOf(await drawing('square', 'navy'))))
    expect(await shared.run({ mode: 'all', neighbours: 4 })).toMatchObject({
      counts: { modelCount: 29, embeddedCount: 28, failureCount: 1 },
    })
    expect(await publishedTable(shared.database)).toContain('square-navy')
  })

  it('leaves no units behind, even where its process was killed once it had published', async () => {
    const shared = await sharedCatalogue({ colours: MANY_COLOURS.slice(0, 1) })
    const { runId } = await shared.run()
    await shared.database.units.add(runId, 'search', ['{}', '{}'])
    await shared.run({ neighbours: 1 })
    expect(await shared.database.units.count(runId, 'search')).toEqual({ total: 0, done: 0 })
  })

  it('is not helped by a worker whose recipe is another one', async () => {
    const { database, connection, dataDir, storage, recipe, run } = await sharedCatalogue({
      colours: MANY_COLOURS.slice(0, 2),
    })
    const { runId } = await run()
    await connection.run('UPDATE IndexRun SET recipeId = ?', 'of another version')
    const open = { database, dataDir, storage, runId }
    const sharing = indexJob.stages.filter(({ name }) => ['embed', 'project', 'search'].includes(name))
    expect(sharing).toHaveLength(3)
    for (const { name, load } of sharing) {
      const refused = (await load()).openUnits?.(open)
      await expect(refused, name).rejects.toThrow(
        `nothing of run ${runId}: the recipe small is of another version there and`,
      )
    }
    await connection.run('UPDATE IndexRun SET recipeId = ?, engine = ?', recipe.id, 'abacus')
    await expect((await indexJob.stages[1]?.load())?.openUnits?.(open)).rejects.toThrow(
      `nothing of run ${runId}, which embeds with abacus. There is no engine abacus.`,
    )
  })
})

/** Notes each embedding that is written and stays. @param seconds how long the database takes over each */
async function logEmbeddings(connection: RawDatabase, seconds = 0): Promise<void> {
  await connection.run('CREATE TABLE embedded (hash TEXT)')
  await connection.react('log_embedded', 'AFTER INSERT ON Embedding', {
    does: `INSERT INTO embedded VALUES (NEW.thumbnailHash); PERFORM pg_sleep(${seconds})`,
  })
}

/** Makes every run pause when it has come to a stage. */
const pauseIn = (connection: RawDatabase, stage: string) =>
  connection.react(
    'pause_run',
    'BEFORE UPDATE ON Run',
    { does: "NEW.requestedAction := 'pause'" },
    `NEW.stage = '${stage}' AND NEW.status = 'running' AND NEW.active = 1 AND NEW.requestedAction IS NULL`,
  )

/** Ends that. */
const goOn = (connection: RawDatabase) => connection.unreact('pause_run')

/** Waits until the run does. */
const isPaused = (connection: RawDatabase) =>
  expect.poll(() => connection.value('SELECT status FROM Run')).toBe('paused')
