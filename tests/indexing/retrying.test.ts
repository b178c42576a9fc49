import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Database } from '@/lib/database/database'
import type { Recipe } from '@/lib/embedding/recipes'
import { originalFile } from '../setup/thumbnail-files'
import { runCommand } from '../setup/commands'
import type { RawDatabase } from '../setup/raw-database'
import { drawing } from '../setup/images'
import { catalogueOfDrawings, publishedTable, undisturbedTable } from './job-fixtures'

const failures = async (database: Database, recipe: Recipe) =>
  (await database.failures.listFailures(recipe.id)).map(({ uid, stage, attempts }) => ({
    uid,
    stage,
    attempts,
  }))

describe('images that were broken when they were imported, and have been mended since', () => {
  const broken = ['circle-teal', 'square-navy']
  async function mendedCatalogue() {
    const place = await catalogueOfDrawings({
      spoil: (folder) =>
        broken.forEach((uid) => writeFileSync(path.join(folder, `${uid}.png`), 'not an image')),
    })
    expect(await place.run()).toMatchObject({ outcome: 'published', counts: { modelCount: 22 } })
    writeFileSync(path.join(place.folder, 'circle-teal.png'), await drawing('circle', 'teal'))
    writeFileSync(path.join(place.folder, 'square-navy.png'), await drawing('square', 'navy'))
    return place
  }

  it('stay failures of a run that is not asked to retry', async () => {
    const { database, recipe, run } = await mendedCatalogue()
    expect(await run()).toMatchObject({ outcome: 'up-to-date' })
    expect((await failures(database, recipe)).map(({ uid }) => uid)).toEqual(broken)
  })

  it('one retried: it alone is taken up', async () => {
    const { database, recipe, run } = await mendedCatalogue()
    const result = await run({ retry: ['circle-teal'] })
    expect(result).toMatchObject({ outcome: 'published', counts: { modelCount: 23, embeddedCount: 1 } })
    expect(await publishedTable(database)).toContain('circle-teal')
    expect(await failures(database, recipe)).toEqual([
      { uid: 'square-navy', stage: 'thumbnail', attempts: 1 },
    ])
  })

  it('all retried: the table is as if they had never been broken', async () => {
    const { database, recipe, run } = await mendedCatalogue()
    const result = await run({ retry: 'all' })
    expect(result).toMatchObject({ outcome: 'published', counts: { modelCount: 24, embeddedCount: 2 } })
    expect(await failures(database, recipe)).toEqual([])
    expect(await publishedTable(database)).toBe(await undisturbedTable())
  })

  it('a retry that was interrupted is resumed as one', async () => {
    const { database, recipe, run, resume } = await mendedCatalogue()
    const signal = AbortSignal.abort(new Error('Stopped by the test.'))
    await expect(run({ retry: ['square-navy'], signal })).rejects.toThrow('Stopped by the test.')
    expect(await resume(2)).toMatchObject({ outcome: 'published', counts: { modelCount: 23 } })
    expect((await failures(database, recipe)).map(({ uid }) => uid)).toEqual(['circle-teal'])
  })
})

it('an image that is still broken when it is retried stays a failure, of that run, and stops nothing', async () => {
  const place = await catalogueOfDrawings({
    spoil: (folder) => writeFileSync(path.join(folder, 'circle-teal.png'), 'not an image'),
  })
  const { folder, run } = place
  await run()
  expect(await run({ retry: 'all' })).toMatchObject({ outcome: 'up-to-date', runId: 1 })
  rmSync(path.join(folder, 'circle-teal.png'))
  expect(await run({ retry: ['circle-teal'] })).toMatchObject({ outcome: 'up-to-date', runId: 1 })
  expect(await place.database.failures.listDetailedFailures(null, 10)).toMatchObject([
    { stage: 'thumbnail', attempts: 3, runId: 3, reason: expect.stringContaining('ENOENT') },
  ])
})

describe('thumbnails that were gone when they were to be embedded, and are back', () => {
  async function restoredCatalogue() {
    const place = await catalogueOfDrawings()
    const { database, connection, dataDir, recipe, run } = place
    const files = (
      await connection.values<string>(
        "SELECT thumbnailHash FROM Model WHERE uid IN ('circle-teal', 'square-navy')",
      )
    ).map((hash) => originalFile(dataDir, hash))
    const kept = files.map((file) => readFileSync(file))
    files.forEach((file) => rmSync(file))
    expect(await run()).toMatchObject({
      outcome: 'published',
      counts: { embeddedCount: 22, failureCount: 2 },
    })
    expect((await failures(database, recipe)).map(({ stage }) => stage)).toEqual(['embed', 'embed'])
    files.forEach((file, index) => writeFileSync(file, kept[index] ?? ''))
    return place
  }

  it('one retried: it alone is embedded', async () => {
    const { database, recipe, run } = await restoredCatalogue()
    expect(await run({ retry: ['square-navy'] })).toMatchObject({
      outcome: 'published',
      counts: { embeddedCount: 1, reusedCount: 22 },
    })
    expect(await failures(database, recipe)).toEqual([{ uid: 'circle-teal', stage: 'embed', attempts: 1 }])
  })

  it('all retried: the table is as if they had never been gone', async () => {
    const { database, recipe, run } = await restoredCatalogue()
    expect(await run({ retry: 'all' })).toMatchObject({
      outcome: 'published',
      counts: { embeddedCount: 2, reusedCount: 22, failureCount: 0 },
    })
    expect(await failures(database, recipe)).toEqual([])
    expect(await publishedTable(database)).toBe(await undisturbedTable())
  })
})

/** Takes away what circle-teal is embedded from. */
async function loseThumbnail({
  connection,
  dataDir,
}: {
  connection: RawDatabase
  dataDir: string
}): Promise<void> {
  const hash = await connection.value<string>("SELECT thumbnailHash FROM Model WHERE uid = 'circle-teal'")
  rmSync(originalFile(dataDir, hash ?? ''))
}

it('a thumbnail that is gone from the store is had again from the catalogue’s own image', async () => {
  const place = await catalogueOfDrawings()
  const { database, recipe, run } = place
  await loseThumbnail(place)
  expect(await run()).toMatchObject({ counts: { embeddedCount: 23, failureCount: 1 } })
  expect(await run({ retry: ['circle-teal'] })).toMatchObject({
    outcome: 'published',
    counts: { modelCount: 24, embeddedCount: 1 },
  })
  expect(await failures(database, recipe)).toEqual([])
  expect(await publishedTable(database)).toBe(await undisturbedTable())
})

it('a run that is resumed names what failed under its own recipe', async () => {
  const place = await catalogueOfDrawings()
  const { environment, run, otherRecipe } = place
  await run()
  await loseThumbnail(place)
  const signal = AbortSignal.abort(new Error('Stopped by the test.'))
  await expect(run({ recipe: otherRecipe, signal })).rejects.toThrow('Stopped')
  expect(await runCommand('precompute', ['--resume', '2'], environment)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/is published[^]*1 warning[^]*circle-teal/),
  })
})

it('a model that failed when all was embedded anew keeps its old vector, and a retry clears the failure', async () => {
  const place = await catalogueOfDrawings()
  const { database, connection, run } = place
  await run()
  await loseThumbnail(place)
  expect(await run({ mode: 'all' })).toMatchObject({ counts: { embeddedCount: 23, failureCount: 1 } })
  expect(await publishedTable(database)).toBe(await undisturbedTable())
  const left = () => connection.value('SELECT count(*) FROM Failure')
  expect(await left()).toBe(1)
  expect(await run({ retry: 'all' })).toMatchObject({ outcome: 'up-to-date', counts: { embeddedCount: 1 } })
  expect(await left()).toBe(0)
})
