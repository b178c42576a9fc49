import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { keepCopies } from '@/lib/storage/kept-copies'
import { s3Storage } from '@/lib/storage/s3'
import { firstTimes, refuse, s3Server } from '../setup/s3-server'
import { temporaryDirectory } from '../setup/temporary'

const PATIENCE = { tries: 1, backoffMs: 1, silenceMs: 60_000 }
const NEVER_ASKS = { confirmedForMs: Infinity }
const ALWAYS_ASKS = { confirmedForMs: 0 }
const SECOND = 1000

async function farAway() {
  const server = await s3Server()
  const put = (key: string, text: string, secondsAgo = 0) =>
    server.objects.set(`one site/${key}`, {
      bytes: Buffer.from(text),
      modified: new Date(Date.now() - secondsAgo * SECOND),
    })
  const folder = temporaryDirectory()
  const open = (settings: Parameters<typeof keepCopies>[2]) => {
    const copies = keepCopies(s3Storage(server.setting, PATIENCE), folder, settings)
    return async (key: string) => (await copies.read(key))?.toString() ?? null
  }
  const asked = () => server.requests.splice(0)
  return { server, folder, put, open, asked }
}

it('asks the storage once, also where many ask at once, and again by the next process only whether it is the same', async () => {
  const { put, open, asked } = await farAway()
  put('a/one', 'picture', 100)
  const read = open(NEVER_ASKS)
  expect(await Promise.all([read('a/one'), read('a/one'), read('a/one')])).toEqual(Array(3).fill('picture'))
  expect(await read('a/one')).toBe('picture')
  expect(asked()).toEqual(['GET one site/a/one'])
  const readAfterRestart = open(NEVER_ASKS)
  expect(await readAfterRestart('a/one')).toBe('picture')
  expect(await readAfterRestart('a/one')).toBe('picture')
  expect(asked()).toEqual(['HEAD one site/a/one'])
})

it('shows what was made anew, and no longer what was removed, once it has asked', async () => {
  const { server, folder, put, open } = await farAway()
  put('a/one', 'picture', 100)
  const read = open(ALWAYS_ASKS)
  expect(await read('a/one')).toBe('picture')
  put('a/one', 'another', 50)
  expect(await read('a/one')).toBe('another')
  server.objects.clear()
  expect(await read('a/one')).toBeNull()
  await expect.poll(() => readdirSync(path.join(folder, 'a'))).toEqual([])
})

it('shows its copies while the storage cannot be reached, and says so of what it has none of', async () => {
  const { server, put, open } = await farAway()
  put('a/one', 'picture')
  const read = open(ALWAYS_ASKS)
  await read('a/one')
  server.interfere = firstTimes(Infinity, (response) => refuse(response, 'InternalError', 500))
  expect(await read('a/one')).toBe('picture')
  await expect(read('a/two')).rejects.toThrow('STORAGE=s3://shelf/one site cannot be reached')
  expect(await read('a/one')).toBe('picture')
  expect(console.error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('500 Internal Server Error'))
  vi.mocked(console.error).mockClear()
  server.interfere = () => false
  put('a/two', 'second')
  expect(await read('a/two')).toBe('second')
})

it('remembers for a while that there is nothing, so that asking for it costs nothing', async () => {
  const { open, asked } = await farAway()
  const read = open(ALWAYS_ASKS)
  expect([await read('a/none'), await read('a/none'), await read('a/none')]).toEqual([null, null, null])
  expect(asked()).toEqual(['GET one site/a/none'])
})

it('has no more on the disk than it may, and lets go first what was not read for longest', async () => {
  const { folder, put, open, asked } = await farAway()
  for (const name of ['one', 'two', 'three']) put(`a/${name}`, 'x'.repeat(40))
  const read = open({ ...NEVER_ASKS, maxBytes: 100 })
  for (const name of ['one', 'two', 'one', 'three']) await read(`a/${name}`)
  await expect.poll(() => readdirSync(path.join(folder, 'a')).sort()).toEqual(['one', 'three'])
  asked()
  await read('a/one')
  expect(asked()).toEqual([])
  await read('a/two')
  expect(asked()).toEqual(['GET one site/a/two'])
  // What an earlier process has left counts.
  const next = open({ ...NEVER_ASKS, maxBytes: 40 })
  await next('a/two')
  await expect.poll(() => readdirSync(path.join(folder, 'a'))).toHaveLength(1)
})

it('gives a picture even where no copy of it can be kept or read', async () => {
  const { folder, put, open } = await farAway()
  put('a/one', 'picture')
  put('b/two', 'second')
  writeFileSync(path.join(folder, 'b'), 'in the way')
  const read = open(NEVER_ASKS)
  expect(await read('b/two')).toBe('second')
  expect(await read('a/one')).toBe('picture')
  rmSync(path.join(folder, 'a/one'))
  mkdirSync(path.join(folder, 'a/one'))
  expect(await read('a/one')).toBe('picture')
})
