import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { takeDown } from '@/lib/crawling/take-down'
import { shareEncoder } from '@/lib/embedding/shared-encoders'
import { encodersFolder } from '@/lib/indexing/recipe'
import { s3Storage } from '@/lib/storage/s3'
import { originalKey, pageImageKey } from '@/lib/thumbnails/store'
import { refuse, s3Server } from '../setup/s3-server'
import { catalogueOfDrawings, count, publishedTable } from './job-fixtures'

const PATIENCE = { tries: 2, backoffMs: 1, silenceMs: 60_000 }

async function catalogueInBucket() {
  const server = await s3Server()
  const storage = s3Storage(server.setting, PATIENCE)
  const catalogue = await catalogueOfDrawings({ storage })
  const remove = (hash: string, keyOf: (hash: string) => string) =>
    server.objects.delete(server.setting.prefix + keyOf(hash))
  return { ...catalogue, server, remove }
}

it('a catalogue whose pictures are in a bucket comes to the same table as one in a folder', async () => {
  const inFolder = await catalogueOfDrawings()
  await inFolder.run()
  const { server, database, dataDir, storage, run, load } = await catalogueInBucket()
  expect(await run()).toMatchObject({ outcome: 'published', counts: { embeddedCount: 24, failureCount: 0 } })
  expect(await publishedTable(database)).toBe(await publishedTable(inFolder.database))
  expect(existsSync(path.join(dataDir, 'thumbnails'))).toBe(false)

  server.requests.splice(0)
  await load()
  expect(server.requests.filter((request) => request.startsWith('PUT'))).toEqual([])
  expect(await run()).toMatchObject({ outcome: 'up-to-date' })

  await shareEncoder(storage, encodersFolder(dataDir), 'other')
  server.requests.splice(0)
  expect(await run({ mode: 'all' })).toMatchObject({ counts: { embeddedCount: 24 } })
  const originals = server.requests.filter((request) => request.endsWith('.original'))
  expect(new Set(originals).size).toBe(24)
  expect(originals).toHaveLength(24)
})

it('a bucket that goes away ends the run with a sentence, and no model is blamed; it can be gone on with', async () => {
  const inFolder = await catalogueOfDrawings()
  await inFolder.run()
  const { server, database, connection, run, resume } = await catalogueInBucket()
  let reads = 0
  server.interfere = (_request, response, key) => {
    if (!key.endsWith('.original') || ++reads < 12) return false
    refuse(response, 'ServiceUnavailable', 503)
    return true
  }
  await expect(run()).rejects.toThrow(
    /^STORAGE=s3:\/\/shelf\/one site cannot be reached: 127.0.0.1:\d+ said ServiceUnavailable .*try again later\.$/,
  )
  expect(await count(connection, 'Failure')).toBe(0)
  server.interfere = () => false
  const runId = (await connection.value<number>('SELECT max(id) AS id FROM Run')) ?? 0
  expect(await resume(runId)).toMatchObject({ outcome: 'published' })
  expect(await publishedTable(database)).toBe(await publishedTable(inFolder.database))
})

it('a picture that is gone from the bucket is the failure of its model alone, until it is read again', async () => {
  const { database, connection, remove, run } = await catalogueInBucket()
  await run()
  const hashes = await connection.values<string>('SELECT hash FROM Thumbnail ORDER BY hash')
  remove(hashes[0] ?? '', originalKey)
  remove(hashes[1] ?? '', pageImageKey)
  expect(await run()).toMatchObject({ counts: { embeddedCount: 0, reusedCount: 22, failureCount: 2 } })
  const recipeId = (await connection.value<string>('SELECT recipeId FROM Embedding')) ?? ''
  const reasons = (await database.failures.listFailures(recipeId)).map(({ reason }) => reason).sort()
  expect(reasons).toEqual([
    'The stored picture for the page is gone (ENOENT). Import its catalogue again.',
    'The stored thumbnail is gone from s3://shelf/one site. Import its catalogue again.',
  ])
  expect(await run({ retry: 'all' })).toMatchObject({ counts: { failureCount: 0 } })
})

it('what is taken down is gone from the bucket', async () => {
  const { server, database, storage } = await catalogueInBucket()
  const before = server.objects.size
  expect(await takeDown(database, storage, 'square-navy')).toBe(true)
  expect(before - server.objects.size).toBe(2)
})
