import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { acquireLock } from '@/lib/database/database'
import { downloadFile } from '@/lib/download/download'
import { content, otherContent, md5, place, download, expectDownloaded, partHolds } from './download-fixtures'
import { serve, stallAt, status, whole } from './download-server'

it('goes on after its process was killed, with each byte sent once', async () => {
  const server = await serve(stallAt(content, 800_000), whole(content))
  const file = place()
  const program = `
    import { acquireLock } from '@/lib/database/database'
    import { downloadFile } from '@/lib/download/download'
    await downloadFile({ acquireLock, ...${JSON.stringify({ url: server.url, file, digest: md5(content) })} })`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])
  await partHolds(file, 800_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(file)).toBe(false)

  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual(['', 'bytes=800000-'])
  expect(server.sentBytes()).toBe(content.length)
})

it('refuses to write a part that another run is writing', async () => {
  const server = await serve(stallAt(content, 800_000), whole(content))
  const file = place()
  const running = download(server, file, { stallMs: 2000 })
  await partHolds(file, 800_000)
  await expect(download(server, file)).rejects.toThrow(
    `${file} is being downloaded by another process. Wait until it has ended.`,
  )
  await running
  expectDownloaded(file)
  expect(server.sentBytes()).toBe(content.length)
})

it('stops at once when told to, and keeps the part', async () => {
  const server = await serve(stallAt(content, 800_000), whole(content))
  const file = place()
  const stop = new AbortController()
  const running = download(server, file, { signal: stop.signal, stallMs: 50_000 })
  await partHolds(file, 800_000)
  const reason = new Error('Ctrl-C')
  stop.abort(reason)
  await expect(running).rejects.toBe(reason)
  await download(server, file)
  expect(server.ranges).toEqual(['', 'bytes=800000-'])
  expectDownloaded(file)
})

it('stops at once in the pause before the next attempt', async () => {
  const server = await serve(status(503, { 'Retry-After': '50' }))
  const stop = new AbortController()
  const running = download(server, place(), { signal: stop.signal })
  await expect.poll(() => server.ranges).toHaveLength(1)
  const reason = new Error('Ctrl-C')
  stop.abort(reason)
  await expect(running).rejects.toBe(reason)
})

it('asks for nothing when it is stopped before it began', async () => {
  const server = await serve(whole(content))
  const reason = new Error('Ctrl-C')
  await expect(download(server, place(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(server.ranges).toEqual([])
})

it.skipIf(!existsSync('/dev/full'))('names the file that a full disk does not hold', async () => {
  const file = place()
  symlinkSync('/dev/full', `${file}.part`)
  await expect(download(await serve(whole(content)), file)).rejects.toThrow(
    `${file} cannot be written (ENOSPC: no space left on device, write).`,
  )
})

it('names the file whose folder cannot be written', async () => {
  const file = place({ file: otherContent })
  const inside = path.join(file, 'weights.h5')
  const server = await serve(whole(content))
  await expect(download(server, inside)).rejects.toThrow(`${inside} cannot be written (ENOTDIR`)
  const folder = path.dirname(file)
  await expect(download(server, folder)).rejects.toThrow(`${folder} cannot be written (EISDIR`)
  expect(server.ranges).toEqual([])
})

it('names the file whose part is in the way', async () => {
  const file = place()
  mkdirSync(`${file}.part`)
  await expect(download(await serve(whole(content)), file)).rejects.toThrow(
    `${file} cannot be written (EISDIR`,
  )
})

it.each(['ftp://127.0.0.1/weights.h5', 'file:///etc/passwd', 'weights.h5'])(
  'refuses the address %s',
  async (url) => {
    await expect(downloadFile({ url, file: place(), digest: md5(content), acquireLock })).rejects.toThrow(
      `${url} cannot be downloaded: it is not an http or https address.`,
    )
  },
)
