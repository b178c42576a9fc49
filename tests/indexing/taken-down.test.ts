import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { takeDown } from '@/lib/crawling/take-down'
import { folderStorage } from '@/lib/storage/files'
import { retryThumbnails } from '@/lib/importing/retry-thumbnails'
import { hashOf, isStored } from '@/lib/thumbnails/store'
import { drawing } from '../setup/images'
import { adminOf, askingIn, catalogueOfDrawings, count, publishedTable } from './job-fixtures'

const COLOURS = ['teal', 'navy', 'black']

it.each(['embed', 'project', 'search'])(
  'what is taken down in the stage %s is left out, and the run goes on to its end',
  async (stage) => {
    const place = await catalogueOfDrawings({ colours: COLOURS })
    const { database, connection, dataDir, run } = place
    const admin = await adminOf(place)
    const running = run({ observer: askingIn(stage, 'pause', connection) })
    await expect.poll(async () => (await admin.active()).status, { timeout: 30_000 }).toBe('paused')
    for (const uid of ['circle-teal', 'square-navy'])
      expect(await takeDown(database, folderStorage(dataDir), uid)).toBe(true)
    await admin.ask('resume')

    expect(await running).toMatchObject({ outcome: 'published', counts: { failureCount: 0 } })
    expect(await publishedTable(database)).not.toMatch(/circle-teal|square-navy/)
    expect(await publishedTable(database)).toContain('triangle-black')
    expect(await connection.findDamage()).toEqual([])
    expect(await count(connection, 'Embedding')).toBe(7)

    expect(await run()).toMatchObject({ counts: { modelCount: 7, embeddedCount: 0, failureCount: 0 } })
    expect((await publishedTable(database)).split('\n')).toHaveLength(7 * 5)
  },
)

it('a model that is taken down while its image is read again leaves nothing of it', async () => {
  const { database, connection, dataDir, folder } = await catalogueOfDrawings({
    colours: COLOURS,
    spoil: (images) => writeFileSync(path.join(images, 'circle-teal.png'), 'not an image'),
  })
  const image = await drawing('circle', 'teal', 128)
  writeFileSync(path.join(folder, 'circle-teal.png'), image)
  await retryThumbnails({
    database,
    storage: folderStorage(dataDir),
    models: await database.failures.listFailedModels(null),
    runId: 1,
    checkpoint: async () => void (await takeDown(database, folderStorage(dataDir), 'circle-teal')),
    onModel: () => {},
  })
  expect(await count(connection, 'Thumbnail')).toBe(8)
  expect(await isStored(folderStorage(dataDir), hashOf(image))).toBe(false)
})
