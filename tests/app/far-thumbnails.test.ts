import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, it, vi } from 'vitest'
import { s3Storage } from '@/lib/storage/s3'
import { hashOf, pageImageKey, removeThumbnail, storeThumbnail } from '@/lib/thumbnails/store'
import { drawing } from '../setup/images'
import { firstTimes, refuse, s3ServerOfFile } from '../setup/s3-server'
import { adminSite, ask, detailOf } from './admin-fixture'

const { dataDir } = await adminSite()
const server = await s3ServerOfFile()
const storage = s3Storage(server.setting, { tries: 1, backoffMs: 1, silenceMs: 60_000 })
for (const [name, value] of Object.entries(server.variables)) vi.stubEnv(name, value)
beforeAll(() => {
  for (const [name, value] of Object.entries(server.variables)) vi.stubEnv(name, value)
})

const thumbnail = (hash: string, query = '') => ask('GET', `/thumbnails/${hash}${query}`)
const asked = () => server.requests.splice(0)

it('sends a picture that is in a bucket, and the next time the copy of it', async () => {
  const { hash } = await storeThumbnail(storage, await drawing('square', 'navy', 600))
  asked()
  for (const query of ['', '?size=small']) {
    const first = Buffer.from(await (await thumbnail(hash, query)).arrayBuffer())
    expect(asked()).toHaveLength(1)
    const answer = await thumbnail(hash, query)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('image/webp')
    expect(Buffer.from(await answer.arrayBuffer()).equals(first)).toBe(true)
    expect(asked()).toEqual([])
  }
  expect(existsSync(path.join(dataDir, 'cache', pageImageKey(hash)))).toBe(true)
  expect(existsSync(path.join(dataDir, 'thumbnails'))).toBe(false)
})

it('sends the large picture where there is no small one, and asks for that one once', async () => {
  const { hash } = await storeThumbnail(storage, await drawing('circle', 'olive'))
  asked()
  for (const query of ['?size=small', '?size=small', ''])
    expect((await thumbnail(hash, query)).status).toBe(200)
  expect(asked()).toHaveLength(2)
})

it('answers 404 where the bucket has none', async () => {
  const { hash } = await storeThumbnail(storage, await drawing('triangle', 'plum'))
  await removeThumbnail(storage, hash)
  expect((await thumbnail(hash)).status).toBe(404)
  asked()
  expect((await thumbnail('../secret')).status).toBe(404)
  expect(asked()).toEqual([])
})

it('answers 503 while the bucket cannot be reached, without a word of what is where', async () => {
  const { hash } = await storeThumbnail(storage, await drawing('square', 'orange'))
  expect((await thumbnail(hash)).status).toBe(200)
  const unknown = hashOf(randomBytes(8))
  server.interfere = firstTimes(Infinity, (response) => refuse(response, 'InternalError', 500))
  const answer = await thumbnail(unknown)
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('60')
  expect(await detailOf(answer)).toBe(
    `The thumbnail “${unknown}” cannot be read now: the storage of pictures cannot be reached. Try again in a minute.`,
  )
  expect((await thumbnail(hash)).status).toBe(200)
  expect(vi.mocked(console.error).mock.calls.flat()).toEqual([
    expect.stringContaining('STORAGE=s3://shelf/one site cannot be reached'),
  ])
  vi.mocked(console.error).mockClear()
  server.interfere = () => false
})
