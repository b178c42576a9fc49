import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderStorage } from '@/lib/storage/files'
import { s3Storage } from '@/lib/storage/s3'
import type { ObjectStorage } from '@/lib/storage/storage'
import { s3Server } from '../setup/s3-server'
import { temporaryDirectory } from '../setup/temporary'

const PATIENCE = { tries: 3, backoffMs: 1, silenceMs: 60_000 }

const drivers: Record<string, () => Promise<ObjectStorage>> = {
  'a folder': async () => folderStorage(path.join(temporaryDirectory(), 'not there yet')),
  'a bucket': async () => s3Storage((await s3Server()).setting, PATIENCE),
  'a bucket, with a session token': async () => s3Storage((await s3Server('to/ken+=')).setting, PATIENCE),
  'a bucket that lists two objects a page': async () => {
    const server = await s3Server()
    server.pageSize = 2
    return s3Storage(server.setting, PATIENCE)
  },
}

/** Letters that addresses, signatures and XML write in their own ways. */
const KEYS = [
  'plain/one.webp',
  'plain/two.webp',
  'encoders/my network/a+b & c=d;e.bin',
  'encoders/名前/ü(1)!*\'~$,@:?#%41 "<x>.json',
]

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}

describe.each(Object.entries(drivers))('%s', (_name, open) => {
  it('has nothing at first, and what was written to it afterwards, by any key', async () => {
    const storage = await open()
    expect(await storage.read('plain/one.webp')).toBeNull()
    expect(await storage.find('plain/one.webp')).toBeNull()
    expect(await all(storage.list(''))).toEqual([])
    for (const [place, key] of KEYS.entries()) await storage.write(key, Buffer.alloc(place + 1, 'x'))
    for (const [place, key] of KEYS.entries()) {
      const read = await storage.read(key)
      expect(read?.bytes).toEqual(Buffer.alloc(place + 1, 'x'))
      expect(await storage.find(key)).toEqual({ size: place + 1, modified: read?.modified })
      expect(Math.abs(Date.now() - Number(read?.modified))).toBeLessThan(600_000)
    }
    const listed = await all(storage.list(''))
    expect(listed.map(({ key }) => key).sort()).toEqual([...KEYS].sort())
    expect(listed.find(({ key }) => key === KEYS[2])?.size).toBe(3)
    expect((await all(storage.list('encoders/my'))).map(({ key }) => key)).toEqual([KEYS[2]])
    expect(await all(storage.list('none/'))).toEqual([])
  })

  it('has the newer object of a key, and none that was removed', async () => {
    const storage = await open()
    await storage.write('a/b', Buffer.from('older'))
    await storage.write('a/b', Buffer.from('newer one'))
    expect((await storage.read('a/b'))?.bytes.toString()).toBe('newer one')
    await storage.remove('a/b')
    await storage.remove('a/b')
    expect(await storage.read('a/b')).toBeNull()
    expect(await storage.find('a/b')).toBeNull()
  })

  it('has bytes under a second key, and keeps either where the other is written anew or removed', async () => {
    const storage = await open()
    const read = async (key: string) => (await storage.read(key))?.bytes.toString()
    const bytes = Buffer.from('the same')
    await storage.write('a/one', bytes)
    for (const key of ['a/two', 'b/three', 'a/two']) await storage.writeSame(key, bytes, 'a/one')
    await storage.write('a/one', Buffer.from('newer'))
    await storage.remove('a/two')
    expect([await read('a/one'), await read('a/two'), await read('b/three')]).toEqual([
      'newer',
      undefined,
      'the same',
    ])
    await storage.writeSame('b/three', bytes, 'nothing')
    expect(await read('b/three')).toBe('the same')
    expect((await all(storage.list(''))).map(({ key }) => key).sort()).toEqual(['a/one', 'b/three'])
  })

  it('takes and gives large objects by way of files, and empty ones', async () => {
    const storage = await open()
    const folder = temporaryDirectory()
    const at = (name: string) => path.join(folder, name)
    for (const size of [0, 5_000_000]) {
      writeFileSync(at('from'), randomBytes(size))
      await storage.writeFrom('large/object', at('from'))
      expect(await storage.readInto('large/object', at('into'))).toBe(true)
      const digest = (name: string) =>
        createHash('sha256')
          .update(readFileSync(at(name)))
          .digest('hex')
      expect(digest('into')).toBe(digest('from'))
    }
    expect(await storage.readInto('large/none', at('nothing'))).toBe(false)
    expect(existsSync(at('nothing'))).toBe(false)
    await expect(storage.writeFrom('large/other', at('gone'))).rejects.toThrow('ENOENT')
    await expect(storage.readInto('large/object', path.join(folder, 'no', 'folder'))).rejects.toThrow(
      'ENOENT',
    )
    expect((await all(storage.list('large/'))).map(({ key }) => key)).toEqual(['large/object'])
  })

  it('shows an object that is written many times at once whole each time', async () => {
    const storage = await open()
    const versions = Array.from({ length: 8 }, (_, place) => Buffer.alloc(100_000, place))
    const reads: (Buffer | undefined)[] = []
    await Promise.all(
      versions.map(async (bytes) => {
        await storage.write('a/b', bytes)
        reads.push((await storage.read('a/b'))?.bytes)
      }),
    )
    expect(reads).toHaveLength(8)
    for (const read of reads) expect(versions.some((version) => read?.equals(version))).toBe(true)
    expect(await all(storage.list(''))).toEqual([{ key: 'a/b', size: 100_000 }])
  })

  it('takes many objects at once below a prefix that is new', async () => {
    const storage = await open()
    const keys = Array.from({ length: 200 }, (_, place) => `new/${place >> 2}/${place}`)
    await Promise.all(keys.map((key) => storage.write(key, Buffer.from(key))))
    for (const key of keys) expect((await storage.read(key))?.bytes.toString()).toBe(key)
  })

  it('can be looked at beforehand, and nothing stays of that', async () => {
    const storage = await open()
    await storage.check('read')
    await storage.check('write')
    expect(await all(storage.list(''))).toEqual([])
  })
})
