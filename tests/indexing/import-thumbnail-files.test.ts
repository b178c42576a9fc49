import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { listFailures } from '@/lib/db/failures'
import { writePsvModels } from '@/lib/db/psv-models'
import { importThumbnailFiles } from '@/lib/indexing/import-thumbnail-files'
import { isStored } from '@/lib/thumbnails/store'
import { drawing } from '../setup/images'
import { uidOf } from '../setup/sketchfab-models'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

it('gives models the images that are named by their uid, and says which cannot be used', async () => {
  const { connection, dataDir } = temporaryDatabase()
  writePsvModels(
    connection,
    [0, 1, 2].map((place) => ({ uid: uidOf(place), name: `${place}`, url: 'https://sketchfab.com/x' })),
  )
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, `${uidOf(0)}.jpg`), await drawing('circle', 'red'))
  writeFileSync(path.join(folder, `${uidOf(1)}.png`), 'no image')
  writeFileSync(path.join(folder, 'other.png'), await drawing('square', 'red'))

  expect(await importThumbnailFiles(connection, dataDir, folder)).toEqual({
    ...{ stored: 1, without: 2 },
    unusable: [{ file: path.join(folder, `${uidOf(1)}.png`), reason: expect.stringContaining('no image') }],
  })
  const hash = connection.prepare<[], string>('SELECT thumbnailHash FROM Model WHERE isListed').pluck().all()
  expect(hash.map((each) => isStored(dataDir, each))).toEqual([true])
  expect(listFailures(connection, 'any')).toMatchObject([{ uid: uidOf(1), stage: 'thumbnail' }])

  writeFileSync(path.join(folder, `${uidOf(1)}.png`), await drawing('square', 'red'))
  expect(await importThumbnailFiles(connection, dataDir, folder)).toMatchObject({ stored: 1, without: 1 })
  expect(listFailures(connection, 'any')).toEqual([])
})
