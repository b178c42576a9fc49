import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { folderStorage } from '@/lib/storage/files'
import type { Database } from '@/lib/database/database'
import type { RawDatabase } from '../setup/raw-database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { isStored } from '@/lib/thumbnails/store'
import { drawing, plain, pngClaiming } from '../setup/images'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

async function importFolder(database: Database, dataDir: string, folder: string) {
  const { entries } = await folderEntries(folder)
  return importCatalogue(database, folderStorage(dataDir), 'folder', entries)
}

const models = (connection: RawDatabase) =>
  connection.rows<{ uid: string; thumbnailHash: string | null }>(
    'SELECT uid, thumbnailHash FROM Model ORDER BY uid',
  )

it('imports every usable image of a folder, and says of each other one why not', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  const folder = temporaryDirectory()
  const jpeg = await plain({ width: 60, height: 60, background: 'green' }).jpeg().toBuffer()
  const frames = await Promise.all(
    ['red', 'blue'].map((background) => plain({ width: 16, height: 16, background }).png().toBuffer()),
  )
  const good = {
    'plain.png': await drawing('circle', 'red'),
    'actually-a-jpeg.png': jpeg,
    'no-extension': jpeg,
    'sixteen-bit.png': await plain({ width: 20, height: 20, background: 'navy' })
      .toColourspace('rgb16')
      .png()
      .toBuffer(),
    'cmyk.jpg': await plain({ width: 20, height: 20, background: 'navy' })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer(),
    'animated.gif': await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
    'wide.png': await plain({ width: 30_000, height: 8, background: 'black' }).png().toBuffer(),
  }
  const bad = {
    'empty.png': Buffer.alloc(0),
    'text.jpg': Buffer.from('not an image at all'),
    'cut-off.jpg': jpeg.subarray(0, jpeg.length - 200),
    'script.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    'bomb.png': pngClaiming(60_000, 60_000),
  }
  for (const [name, bytes] of Object.entries({ ...good, ...bad }))
    writeFileSync(path.join(folder, name), bytes)

  const result = await importFolder(database, dataDir, folder)
  expect(result).toMatchObject({ added: 12, updated: 0, unchanged: 0 })
  expect(result.failures.map(({ sourceKey }) => path.basename(sourceKey)).sort()).toEqual(
    Object.keys(bad).sort(),
  )
  const reasons = Object.fromEntries(
    (await database.failures.listFailures('any recipe')).map(({ uid, reason }) => [uid, reason]),
  )
  expect(reasons).toEqual({
    empty: expect.stringContaining('0 bytes'),
    text: expect.stringContaining('starts with “not an image'),
    'cut-off': expect.stringMatching(/damaged/),
    script: expect.stringContaining('SVG'),
    bomb: expect.stringContaining('60000 x 60000'),
  })
  for (const { uid, thumbnailHash } of await models(connection)) {
    expect(thumbnailHash !== null && (await isStored(folderStorage(dataDir), thumbnailHash)), uid).toBe(
      !(uid in reasons),
    )
  }
})

it('run again, does nothing new; restores a lost thumbnail file; takes up what changed', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, 'a.png'), await drawing('circle', 'red'))
  writeFileSync(path.join(folder, 'b.png'), await drawing('square', 'blue'))
  await importFolder(database, dataDir, folder)
  expect(await importFolder(database, dataDir, folder)).toMatchObject({
    added: 0,
    updated: 0,
    unchanged: 2,
  })

  rmSync(path.join(dataDir, 'thumbnails'), { recursive: true })
  expect(await importFolder(database, dataDir, folder)).toMatchObject({ unchanged: 2 })
  for (const { thumbnailHash } of await models(connection))
    expect(await isStored(folderStorage(dataDir), thumbnailHash ?? '')).toBe(true)

  writeFileSync(path.join(folder, 'a.png'), await drawing('triangle', 'red'))
  writeFileSync(path.join(folder, 'c.png'), await drawing('circle', 'green'))
  expect(await importFolder(database, dataDir, folder)).toMatchObject({
    added: 1,
    updated: 1,
    unchanged: 1,
  })
})

it('looks at the pictures that an older version has stored, and says so to readers', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, 'a.png'), await drawing('circle', 'teal'))
  writeFileSync(
    path.join(folder, 'b.png'),
    await plain({ width: 64, height: 48, background: 'red' }).png().toBuffer(),
  )
  await importFolder(database, dataDir, folder)
  const looks = async () =>
    (await connection.rows('SELECT tint, focus FROM Thumbnail ORDER BY hash')).map((row) =>
      Object.values(row),
    )
  const revision = async () => (await connection.value<number>('SELECT revision FROM CatalogueRevision')) ?? 0
  await connection.run('UPDATE Thumbnail SET tint = NULL, focus = NULL')
  const before = await revision()
  expect(await importFolder(database, dataDir, folder)).toMatchObject({ updated: 0, unchanged: 2 })
  expect(await looks()).toEqual([
    ['#008080', null],
    [null, 50],
  ])
  const after = await revision()
  expect(after).toBeGreaterThan(before)
  await importFolder(database, dataDir, folder)
  expect(await revision()).toBe(after)
})

it('keeps the uids of a folder that was moved', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  const parent = temporaryDirectory()
  mkdirSync(path.join(parent, 'before'))
  writeFileSync(path.join(parent, 'before/a.png'), await drawing('circle', 'red'))
  await importFolder(database, dataDir, path.join(parent, 'before'))
  renameSync(path.join(parent, 'before'), path.join(parent, 'after'))
  expect(await importFolder(database, dataDir, path.join(parent, 'after'))).toMatchObject({ added: 0 })
  expect((await models(connection)).map((model) => model.uid)).toEqual(['a'])
})

it('counts an image that vanishes before it is read as a failure, and goes on', async () => {
  const { database, dataDir } = await temporaryDatabase()
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, 'a.png'), await drawing('circle', 'red'))
  writeFileSync(path.join(folder, 'b.png'), await drawing('square', 'red'))
  const { entries } = await folderEntries(folder)
  rmSync(path.join(folder, 'a.png'))
  const { added, failures } = await importCatalogue(database, folderStorage(dataDir), 'folder', entries)
  expect(added).toBe(2)
  expect(failures).toEqual([
    { sourceKey: path.join(folder, 'a.png'), reason: expect.stringContaining('ENOENT') },
  ])
})

it('stops at what would meet every image, such as a store that cannot be written', async () => {
  const { database, connection } = await temporaryDatabase()
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, 'a.png'), await drawing('circle', 'red'))
  const occupied = path.join(temporaryDirectory(), 'file')
  writeFileSync(occupied, '')
  chmodSync(occupied, 0o600)
  await expect(importFolder(database, occupied, folder)).rejects.toThrow('ENOTDIR')
  expect(await models(connection)).toEqual([])
})
