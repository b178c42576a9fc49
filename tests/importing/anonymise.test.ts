import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { anonymiser, likesSecret, userHasher } from '@/lib/importing/anonymise'
import { modelRecord } from '../setup/model-record'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

it('gives a user one hash under one secret, and another under another', () => {
  const hash = anonymiser(() => 'one secret')
  expect(hash('ada')).toMatch(/^[0-9a-f]{32}$/)
  expect(hash('ada')).toBe(anonymiser(() => 'one secret')('ada'))
  expect(hash('ada')).not.toBe(hash('Ada'))
  expect(hash('ada')).not.toBe(anonymiser(() => 'another secret')('ada'))
})

it('makes a secret once and keeps it where only its owner can read it', () => {
  const dataDir = path.join(temporaryDirectory(), 'data')
  const secret = likesSecret(dataDir)
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(likesSecret(dataDir)).toBe(secret)
  expect(statSync(path.join(dataDir, 'likes.secret')).mode & 0o777).toBe(0o600)
})

it('prefers the secret that is given', () => {
  expect(likesSecret('/nowhere', 'given')).toBe('given')
})

it('makes no secret beside likes whose secret is elsewhere, and says what to do', async () => {
  const { database, dataDir } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [modelRecord('chair')])
  const first = (await userHasher(database, dataDir))('ada')
  await database.likes.writeLikes([{ userHash: first, uid: 'chair' }])
  expect((await userHasher(database, dataDir))('ada')).toBe(first)

  const elsewhere = temporaryDirectory()
  const hash = await userHasher(database, elsewhere)
  expect(() => hash('ada')).toThrow(`there is no ${path.join(elsewhere, 'likes.secret')}`)
  expect(() => hash('ada')).toThrow('Copy the file from the machine that has it, or set LIKES_SECRET')
  expect(readdirSync(elsewhere)).toEqual([])
  const given = readFileSync(path.join(dataDir, 'likes.secret'), 'utf8')
  expect((await userHasher(database, elsewhere, given))('ada')).toBe(first)
})

it('does not hash with an empty secret', () => {
  const dataDir = temporaryDirectory()
  writeFileSync(path.join(dataDir, 'likes.secret'), '')
  expect(() => likesSecret(dataDir)).toThrow('likes.secret is empty')
})
