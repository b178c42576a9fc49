import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { takeDown, uidMeant } from '@/lib/crawling/take-down'
import { folderStorage } from '@/lib/storage/files'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { isStored } from '@/lib/thumbnails/store'
import { drawing } from '../setup/images'
import { apiModel, uidOf } from '../setup/sketchfab-models'
import { sketchfabServer } from '../setup/sketchfab-server'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'
import { crawlWith } from './crawl-fixtures'

it('deletes a model, its picture and what was computed from it, and no crawl brings it back', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  const server = await sketchfabServer(3)
  await crawlWith({ database, dataDir }, server.apiUrl)
  const hash =
    (await connection.value<string>('SELECT thumbnailHash FROM Model WHERE uid = ?', uidOf(1))) ?? ''
  await database.embeddings.writeEmbeddings('recipe', [{ thumbnailHash: hash, vector: new Uint8Array(1) }])

  expect(await takeDown(database, folderStorage(dataDir), uidOf(1))).toBe(true)
  expect(await isStored(folderStorage(dataDir), hash)).toBe(false)
  for (const table of ['Model', 'Thumbnail']) {
    expect(await connection.value(`SELECT count(*) FROM ${table}`), table).toBe(2)
  }
  expect(await connection.value('SELECT count(*) FROM Embedding')).toBe(0)

  for (const options of [{}, { models: [uidOf(1)] }]) {
    expect((await crawlWith({ database, dataDir }, server.apiUrl, options)).counts.passedOver).toBe(1)
  }
  expect(await connection.value('SELECT count(*) FROM Model')).toBe(2)
})

it('keeps the picture that another model has as well', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  const server = await sketchfabServer(1)
  server.models.push({ ...apiModel(server.origin, 0), uid: uidOf(1) })
  await crawlWith({ database, dataDir }, server.apiUrl)
  await takeDown(database, folderStorage(dataDir), uidOf(0))
  const hash = (await connection.value<string>('SELECT hash FROM Thumbnail')) ?? ''
  expect(await isStored(folderStorage(dataDir), hash)).toBe(true)
})

it('keeps a model from coming that was never there, until that is undone', async () => {
  const { database, dataDir } = await temporaryDatabase()
  const server = await sketchfabServer(2)
  expect(await takeDown(database, folderStorage(dataDir), uidOf(0))).toBe(false)
  expect((await crawlWith({ database, dataDir }, server.apiUrl)).counts).toMatchObject({
    added: 1,
    passedOver: 1,
  })
  expect(await database.catalogue.isRemoved(uidOf(0))).toBe(true)
  expect(await database.catalogue.forgetRemoval(uidOf(0))).toBe(true)
  expect(await database.catalogue.isRemoved(uidOf(0))).toBe(false)
  expect(await database.catalogue.forgetRemoval(uidOf(0))).toBe(false)
  expect((await crawlWith({ database, dataDir }, server.apiUrl)).counts).toMatchObject({
    added: 1,
    unchanged: 1,
  })
})

it('holds for models of a folder, too', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, 'a.png'), await drawing('circle', 'red'))
  writeFileSync(path.join(folder, 'b.png'), await drawing('square', 'red'))
  const importFolder = async () =>
    importCatalogue(database, folderStorage(dataDir), 'folder', (await folderEntries(folder)).entries)
  await importFolder()
  await takeDown(database, folderStorage(dataDir), 'a')
  expect(await importFolder()).toMatchObject({ added: 0, unchanged: 1 })
  expect(await connection.values('SELECT uid FROM Model')).toEqual(['b'])
})

it.each([
  [`https://sketchfab.com/3d-models/x-${uidOf(1)}`, uidOf(1)],
  [uidOf(1), uidOf(1)],
  [' circle-teal ', 'circle-teal'],
])('takes %s for the uid %s', (text, uid) => {
  expect(uidMeant(text)).toBe(uid)
})
