import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { takeDown } from '@/lib/crawling/take-down'
import { folderStorage } from '@/lib/storage/files'
import { importThumbnailFiles } from '@/lib/importing/import-thumbnail-files'
import { findStored, hashOf } from '@/lib/thumbnails/store'
import { drawing } from '../setup/images'
import { uidOf } from '../setup/sketchfab-models'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

it('gives models the images that are named by their uid, and says which cannot be used', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  await database.catalogue.writePsvModels(
    [0, 1, 2].map((place) => ({ uid: uidOf(place), name: `${place}`, url: 'https://sketchfab.com/x' })),
  )
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, `${uidOf(0)}.jpg`), await drawing('circle', 'red'))
  writeFileSync(path.join(folder, `${uidOf(1)}.png`), 'no image')
  writeFileSync(path.join(folder, 'other.png'), await drawing('square', 'red'))

  expect(await importThumbnailFiles(database, folderStorage(dataDir), folder)).toEqual({
    stored: 1,
    without: 2,
    passedOver: [],
    unusable: [{ file: path.join(folder, `${uidOf(1)}.png`), reason: expect.stringContaining('no image') }],
  })
  const hash = await connection.values<string>('SELECT thumbnailHash FROM Model WHERE isListed')
  expect([...(await findStored(folderStorage(dataDir), hash))]).toEqual(hash)
  expect(hash).toHaveLength(1)
  expect(await database.failures.listFailures('any')).toMatchObject([{ uid: uidOf(1), stage: 'thumbnail' }])

  writeFileSync(path.join(folder, `${uidOf(1)}.png`), await drawing('square', 'red'))
  expect(await importThumbnailFiles(database, folderStorage(dataDir), folder)).toMatchObject({
    stored: 1,
    without: 1,
  })
  expect(await database.failures.listFailures('any')).toEqual([])
})

it('takes the picture of a uid, not what lies beside it, and of several the first that can be used', async () => {
  const { database, connection, dataDir } = await temporaryDatabase()
  const models = [10, 11, 12].map((place) => ({ uid: uidOf(place), name: `${place}`, url: 'https://x.org' }))
  await database.catalogue.writePsvModels(models)
  const folder = temporaryDirectory()
  const put = (name: string, content: Buffer | string) => writeFileSync(path.join(folder, name), content)
  const [red, blue] = [await drawing('circle', 'red'), await drawing('circle', 'blue')]
  put(`${uidOf(10)}.gltf`, '{}')
  put(uidOf(10).toUpperCase(), red)
  put(`${uidOf(10)}.txt`, 'notes')
  put(`${uidOf(11)}.jpg`, 'broken')
  put(`${uidOf(11)}.png`, blue)
  put(`${uidOf(11)}.webp`, red)
  put(`${uidOf(12)}.json`, '{}')

  const result = await importThumbnailFiles(database, folderStorage(dataDir), folder)
  const at = (name: string) => path.join(folder, name)
  expect(result).toEqual({
    stored: 2,
    without: 1,
    unusable: [{ file: at(`${uidOf(11)}.jpg`), reason: expect.stringContaining('broken') }],
    passedOver: [{ file: at(`${uidOf(11)}.webp`), taken: at(`${uidOf(11)}.png`) }],
  })
  const hashes = await connection.values<string>('SELECT thumbnailHash FROM Model ORDER BY id')
  expect(hashes).toEqual([hashOf(red), hashOf(blue), null])
  expect(await database.failures.listFailures('any')).toEqual([])
})

it('names what is named by a uid and is no file, and goes on', async () => {
  const { database, dataDir } = await temporaryDatabase()
  const places = [1, 2, 3, 4, 5, 6]
  await database.catalogue.writePsvModels(
    places.map((place) => ({ uid: uidOf(place), name: `${place}`, url: 'https://sketchfab.com/x' })),
  )
  const folder = temporaryDirectory()
  const at = (place: number, extension = '.png') => path.join(folder, `${uidOf(place)}${extension}`)
  mkdirSync(at(1, ''))
  symlinkSync('nowhere', at(2))
  execFileSync('mkfifo', [at(3), at(4, '')])
  writeFileSync(at(5), '')
  truncateSync(at(5), 1_500_000_000)
  writeFileSync(at(6), await drawing('square', 'red'))

  const { stored, unusable, without } = await importThumbnailFiles(database, folderStorage(dataDir), folder)
  expect({ stored, without }).toEqual({ stored: 1, without: 5 })
  expect(unusable.toSorted((one, other) => (one.file < other.file ? -1 : 1))).toEqual([
    { file: at(1, ''), reason: expect.stringContaining('a folder') },
    { file: at(2), reason: expect.stringContaining('a link to nowhere') },
    { file: at(3), reason: expect.stringContaining('a named pipe') },
    { file: at(4, ''), reason: expect.stringContaining('a named pipe') },
    { file: at(5), reason: expect.stringContaining('1500000000 bytes') },
  ])
  await expect(importThumbnailFiles(database, folderStorage(dataDir), at(6))).rejects.toThrow(
    /cannot be read \(ENOTDIR/,
  )
})

it('leaves nothing of a model that is taken down while its image is stored', async () => {
  const { database, dataDir } = await temporaryDatabase()
  const uids = Array.from({ length: 6 }, (_, place) => uidOf(place))
  await database.catalogue.writePsvModels(uids.map((uid) => ({ uid, name: uid, url: 'https://x.org' })))
  const folder = temporaryDirectory()
  const pictures = await Promise.all(uids.map((_, place) => drawing('circle', `rgb(${place * 40} 0 0)`)))
  uids.forEach((uid, place) => writeFileSync(path.join(folder, `${uid}.png`), pictures[place] ?? ''))

  const takenDown: Promise<boolean>[] = []
  const result = await importThumbnailFiles(database, folderStorage(dataDir), folder, (done) => {
    if (done === 1) for (const uid of uids) takenDown.push(takeDown(database, folderStorage(dataDir), uid))
  })
  await Promise.all(takenDown)
  expect(result.unusable.length).toBeGreaterThan(0)
  for (const { reason } of result.unusable) expect(reason).toBe('Its model was taken down meanwhile.')
  expect((await findStored(folderStorage(dataDir), pictures.map(hashOf))).size).toBe(0)
})
