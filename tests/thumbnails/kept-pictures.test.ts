import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { folderStorage } from '@/lib/storage/files'
import { s3Storage } from '@/lib/storage/s3'
import type { ObjectStorage } from '@/lib/storage/storage'
import { findKeptPicture, KEPT_MS, keepPicture, pruneKeptPictures } from '@/lib/thumbnails/kept-pictures'
import { s3Server } from '../setup/s3-server'
import { temporaryDirectory } from '../setup/temporary'

const places: Record<string, () => Promise<ObjectStorage>> = {
  'a folder': async () => folderStorage(temporaryDirectory()),
  'a bucket': async () =>
    s3Storage((await s3Server()).setting, { tries: 1, backoffMs: 1, silenceMs: 60_000 }),
}

function picture(text: string) {
  const webp = Buffer.from(text)
  return { hash: createHash('sha256').update(webp).digest('hex'), webp }
}

const now = Date.now()

async function keysOf(storage: ObjectStorage): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of storage.list('pictures/')) keys.push(key.slice('pictures/'.length))
  return keys.sort()
}

describe.each(Object.entries(places))('pictures that are kept in %s', (_name, open) => {
  it('are found for a day, on the day after, too', async () => {
    const storage = await open()
    const { hash, webp } = picture('one')
    expect(await findKeptPicture(storage, hash)).toBeNull()
    await keepPicture(storage, { hash, webp }, now)
    expect((await findKeptPicture(storage, hash, now))?.webp).toEqual(webp)
    expect((await findKeptPicture(storage, hash, now + KEPT_MS - 600_000))?.webp).toEqual(webp)
    expect(await findKeptPicture(storage, hash, now + KEPT_MS + 600_000)).toBeNull()
    expect(await findKeptPicture(storage, '../secret', now)).toBeNull()
  })

  it('are removed once their day is over, and nothing else is', async () => {
    const storage = await open()
    await storage.write('thumbnails/aa/one.webp', Buffer.from('stays'))
    const [old, young] = [picture('old'), picture('young')]
    await keepPicture(storage, old, now - 2 * KEPT_MS)
    await keepPicture(storage, young, now)
    await pruneKeptPictures(storage, { now })
    expect(await keysOf(storage)).toEqual([expect.stringContaining(young.hash)])
    expect(await storage.find('thumbnails/aa/one.webp')).not.toBeNull()
    await pruneKeptPictures(storage, { now: now + 2 * KEPT_MS })
    expect(await keysOf(storage)).toEqual([])
  })

  it('are no more than may be kept', async () => {
    const storage = await open()
    for (const text of ['a', 'b', 'c', 'd']) await keepPicture(storage, picture(text), now)
    await pruneKeptPictures(storage, { now, most: 3 })
    expect(await keysOf(storage)).toHaveLength(3)
    await pruneKeptPictures(storage, { now, most: 3 })
    expect(await keysOf(storage)).toHaveLength(3)
  })
})
