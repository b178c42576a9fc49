import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { folderStorage } from '@/lib/storage/files'
import type { Database } from '@/lib/database/database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { currentRecipe } from '@/lib/indexing/recipe'
import { originalFile } from '../setup/thumbnail-files'
import { allOf } from '../setup/all-of'
import { folderOfDrawings, MANY_COLOURS } from '../setup/catalogue'
import { startCommand } from '../setup/commands'
import { drawing } from '../setup/images'
import { AS_RUN, catalogueOfDrawings, count, publishedTable, silent, slowEmbedding } from './job-fixtures'

const rowsOf = ({ neighbours }: Database, runId: number) => allOf(neighbours.readTable(runId, 'visual'))

describe('the precompute job', () => {
  it('publishes neighbours that look alike: drawings of one shape find one another', async () => {
    const { database, run } = await catalogueOfDrawings()
    expect(await run({ recipe: currentRecipe('default', '') })).toMatchObject({
      outcome: 'published',
      counts: { modelCount: 24, embeddedCount: 24, reusedCount: 0, failureCount: 0 },
    })
    const rows = await rowsOf(database, (await database.indexRuns.findPublishedRun())?.id ?? 0)
    expect(rows).toHaveLength(24 * 5)
    const sameShape = rows.filter(({ uid, similarUid }) => uid.split('-')[0] === similarUid.split('-')[0])
    expect(sameShape.length / rows.length).toBeGreaterThan(0.8)
  })

  it('writes nothing when nothing is new', async () => {
    const { connection, run } = await catalogueOfDrawings()
    const first = await run()
    const before = await connection.mark()
    expect(await run()).toMatchObject({ outcome: 'up-to-date', runId: first.runId })
    expect(await connection.mark()).toBe(before)
  })

  it('embeds only what is missing when a model is added, and the table covers it', async () => {
    const { database, dataDir, run } = await catalogueOfDrawings()
    await run()
    const more = await folderOfDrawings()
    rmSync(path.join(more.folder, 'circle-teal.png'))
    writeFileSync(path.join(more.folder, 'copy.png'), await drawing('circle', 'gold', 96))
    const { entries } = await folderEntries(more.folder)
    await importCatalogue(database, folderStorage(dataDir), 'folder', entries)
    const result = await run()
    expect(result).toMatchObject({
      outcome: 'published',
      counts: { modelCount: 48, embeddedCount: 1, reusedCount: 24 },
    })
    expect(new Set((await rowsOf(database, result.runId)).map((row) => row.uid)).size).toBe(48)
  })

  it('gives the same table when everything is embedded anew', async () => {
    const { database, run } = await catalogueOfDrawings()
    await run()
    const table = await publishedTable(database)
    expect(await run({ mode: 'all' })).toMatchObject({ outcome: 'published', counts: { embeddedCount: 24 } })
    expect(await publishedTable(database)).toBe(table)
  })

  it('makes damaged vectors and a damaged compiled encoder anew', async () => {
    const { database, connection, dataDir, run: runAny } = await catalogueOfDrawings()
    const run = () => runAny({ engine: 'onnxruntime' })
    await run()
    const table = await publishedTable(database)
    const [third, seventh] = (
      await connection.rows<{ thumbnailHash: string; vector: Buffer }>('SELECT * FROM Embedding ORDER BY 1')
    ).filter((_, place) => place === 3 || place === 7)
    const damage = 'UPDATE Embedding SET vector = ? WHERE thumbnailHash = ?'
    await connection.run(damage, third?.vector.fill(0xff, 100, 101) ?? null, third?.thumbnailHash ?? null)
    await connection.run(damage, seventh?.vector.subarray(0, 50) ?? null, seventh?.thumbnailHash ?? null)
    const [compiled = ''] = readdirSync(path.join(dataDir, 'encoders')).filter((name) =>
      name.endsWith('.onnx'),
    )
    const file = path.join(dataDir, 'encoders', compiled)
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, whole.length / 2))
    expect(await run()).toMatchObject({
      outcome: 'up-to-date',
      counts: { embeddedCount: 2, reusedCount: 22 },
    })
    expect(readFileSync(file).equals(whole)).toBe(true)
    expect(await publishedTable(database)).toBe(table)
  })

  it('leaves out a model whose stored thumbnail is gone, says why, and takes it up when it is back', async () => {
    const { database, connection, dataDir, folder, recipe, run } = await catalogueOfDrawings()
    const hash =
      (await connection.value<string>("SELECT thumbnailHash FROM Model WHERE uid = 'circle-teal'")) ?? ''
    rmSync(originalFile(dataDir, hash))
    expect(await run()).toMatchObject({
      outcome: 'published',
      counts: { embeddedCount: 23, failureCount: 1 },
    })
    expect(await database.failures.listFailures(recipe.id)).toMatchObject([
      { uid: 'circle-teal', stage: 'embed', reason: expect.stringContaining('ENOENT') },
    ])
    expect(await publishedTable(database)).not.toContain('circle-teal')

    const { entries } = await folderEntries(folder)
    await importCatalogue(database, folderStorage(dataDir), 'folder', entries)
    expect(await run()).toMatchObject({ outcome: 'published', counts: { embeddedCount: 1, failureCount: 0 } })
    expect(await database.failures.listFailures(recipe.id)).toEqual([])
    expect(await publishedTable(database)).toContain('circle-teal')
  })

  it('fails, and leaves the published run alone, when no thumbnail can be embedded', async () => {
    const { database, connection, dataDir, run, otherRecipe } = await catalogueOfDrawings()
    await run()
    const table = await publishedTable(database)
    rmSync(path.join(dataDir, 'thumbnails'), { recursive: true })
    await expect(run({ mode: 'all', recipe: otherRecipe })).rejects.toThrow('Not one of 24 thumbnails')
    expect(await publishedTable(database)).toBe(table)
    expect(await connection.row('SELECT status, active FROM Run ORDER BY id DESC LIMIT 1')).toEqual({
      status: 'failed',
      active: null,
    })
  })

  it('keeps the tables of the last three published runs', async () => {
    const { database, run } = await catalogueOfDrawings()
    for (const neighbours of [3, 4, 5, 6, 7]) await run({ neighbours })
    const tables = await Promise.all([1, 2, 3, 4, 5].map(async (id) => (await rowsOf(database, id)).length))
    expect(tables).toEqual([0, 0, 24 * 5, 24 * 6, 24 * 7])
  })

  it('works on catalogues of one and two models', async () => {
    const { database, connection, run } = await catalogueOfDrawings()
    await connection.run('DELETE FROM Model WHERE id > 2')
    expect(await run()).toMatchObject({ outcome: 'published', counts: { modelCount: 2 } })
    expect((await publishedTable(database)).split('\n')).toHaveLength(2)
    await connection.run('DELETE FROM Model WHERE id > 1')
    expect(await run()).toMatchObject({ outcome: 'published', counts: { modelCount: 1 } })
    expect(await publishedTable(database)).toBe('')
  })
})

describe('one job at a time', () => {
  it('a second one is told so, and changes nothing', async () => {
    const { database, connection, run } = await catalogueOfDrawings()
    const lock = await database.locks.acquire('precompute')
    await expect(run()).rejects.toThrow('Another process is computing an index run')
    expect(await count(connection, 'IndexRun')).toBe(0)
    await lock?.release()
  })

  it('interrupted between batches, it ends as such and goes on later', async () => {
    const { connection, run } = await catalogueOfDrawings()
    const controller = new AbortController()
    const observer = { ...silent, onProgress: () => controller.abort(new Error('Stopped by the test.')) }
    await expect(run({ signal: controller.signal, observer })).rejects.toThrow('Stopped by the test.')
    expect(await connection.row('SELECT status, active, error FROM Run')).toEqual({
      status: 'interrupted',
      active: null,
      error: 'Stopped by the test.',
    })
    const { outcome, counts } = await run()
    expect({ outcome, total: counts.embeddedCount + counts.reusedCount }).toEqual({
      outcome: 'published',
      total: 24,
    })
    expect(counts.reusedCount).toBeGreaterThan(0)
    expect(counts.embeddedCount).toBeGreaterThan(0)
  })
})

it('at Ctrl-C, even twice, puts the batch in hand away and says that it was interrupted', async () => {
  const { connection, environment, run } = await catalogueOfDrawings({ colours: MANY_COLOURS })
  const hurry = await slowEmbedding(connection)
  const job = startCommand('precompute', AS_RUN, environment)
  const exit = once(job, 'exit')
  await expect.poll(() => count(connection, 'Embedding'), { interval: 5 }).toBeGreaterThan(0)
  job.kill('SIGINT')
  job.kill('SIGINT')
  await exit
  await hurry()
  expect(job.exitCode).toBe(130)
  expect(await connection.row('SELECT status, active, error FROM Run')).toEqual({
    status: 'interrupted',
    active: null,
    error: 'Stopped by SIGINT.',
  })
  expect(await run()).toMatchObject({ outcome: 'published', counts: { reusedCount: expect.any(Number) } })
})
