import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { importLikes } from '@/lib/importing/import-likes'
import { allOf } from '../setup/all-of'
import { modelRecord } from '../setup/model-record'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

const hashUser = (user: string) => `hash of ${user}`
const sketchfabUid = 'ab'.repeat(16)

function fileOf(text: string): string {
  const file = path.join(temporaryDirectory(), 'likes.csv')
  writeFileSync(file, text)
  return file
}

it('stores who likes what, users by their hashes, models by uid or by the address of their page', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [modelRecord('chair'), modelRecord(sketchfabUid)])
  const file = fileOf(
    [
      'user;model',
      'ada;chair',
      `ada;https://sketchfab.com/3d-models/old-chair-${sketchfabUid}`,
      `grace;${sketchfabUid.toUpperCase()}`,
      'grace;nowhere',
      'grace;',
      `grace;${'x'.repeat(5_000)}`,
      'ada;chair',
    ].join('\n'),
  )
  expect(await importLikes(database, file, hashUser)).toEqual({
    rows: 6,
    added: 3,
    repeated: 1,
    unknown: 2,
    refused: 1,
    reasons: ['likes.csv line 6: the model is missing.'],
    warnings: [],
  })
  const stored = await allOf(database.likes.readAll())
  expect(stored.map(({ user }) => user)).toEqual(['hash of ada', 'hash of ada', 'hash of grace'])

  expect(await importLikes(database, file, hashUser)).toMatchObject({ added: 0, repeated: 4 })
})

it('counts all rows that cannot be used, and keeps the reasons of the first', async () => {
  const { database } = await temporaryDatabase()
  const result = await importLikes(database, fileOf(`user,model\n${'ada,\n'.repeat(1_500)}`), hashUser)
  expect(result).toMatchObject({ rows: 0, refused: 1_500 })
  expect(result.reasons).toHaveLength(1_000)
  expect(result.reasons.at(-1)).toBe('likes.csv line 1001: the model is missing.')
})

it('says what is wrong with a file, and imports nothing of it', async () => {
  const { database } = await temporaryDatabase()
  await expect(importLikes(database, fileOf('a,b\n1,2\n'), hashUser)).rejects.toThrow(
    'there is no column user',
  )
  await expect(importLikes(database, '/nowhere/likes.csv', hashUser)).rejects.toThrow(
    '/nowhere/likes.csv cannot be read (ENOENT).',
  )
  await expect(importLikes(database, temporaryDirectory(), hashUser)).rejects.toThrow('it is a folder')
})
