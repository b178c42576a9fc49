import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { acquireLock } from '@/lib/database/database'
import { downloadFile } from '@/lib/download/download'
import { size, content, quick, contentOf, md5, place, download, expectDownloaded } from './download-fixtures'
import { cutAt, hostWithoutServer, serve, stallAt, status, whole } from './download-server'

it('goes on where the connection was cut', async () => {
  const server = await serve(cutAt(content, 400_000), cutAt(content, 1_000_000), whole(content))
  const file = place()
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges[0]).toBe('')
  expect(server.ranges.slice(1)).toEqual([
    expect.stringMatching(/^bytes=\d+-$/),
    expect.stringMatching(/^bytes=\d+-$/),
  ])
  // What was under way in the network's buffers when it was cut is sent twice.
  expect(server.sentBytes()).toBeLessThan(size + 2 * 300_000)
})

it('goes on where the server stalled, with each byte sent once', async () => {
  const server = await serve(stallAt(content, 400_000), stallAt(content, 1_000_000), whole(content))
  const file = place()
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual(['', 'bytes=400000-', 'bytes=1000000-'])
  expect(server.sentBytes()).toBe(size)
})

it('is patient with a slow server as long as something comes', async () => {
  const server = await serve((_request, response, send) => {
    response.writeHead(200, { 'Content-Length': size })
    const sendFrom = (start: number) => {
      send(response, content.subarray(start, start + 100_000), () => {
        setTimeout(() => sendFrom(start + 100_000), 100)
      })
    }
    sendFrom(0)
  })
  const file = place()
  const started = performance.now()
  await download(server, file)
  expect(performance.now() - started).toBeGreaterThan(quick.stallMs)
  expectDownloaded(file)
  expect(server.ranges).toEqual([''])
})

it('gives up on a server that never answers, and says so', async () => {
  const server = await serve(() => {})
  await expect(download(server, place())).rejects.toThrow(
    `${server.url} could not be downloaded: no byte came for 1 s. Nothing new came in 3 attempts.`,
  )
  expect(server.ranges).toHaveLength(3)
})

it('keeps what it has when it gives up, says where, and goes on from there in the next run', async () => {
  const server = await serve(stallAt(content, 600_000))
  const file = place()
  await expect(download(server, file)).rejects.toThrow(
    `no byte came for 1 s (at byte 600000 of ${size}). Nothing new came in 3 attempts; ` +
      `the next run goes on from the 600000 bytes in ${file}.part.`,
  )
  // One that brought something and three that did not.
  expect(server.ranges).toEqual(['', 'bytes=600000-', 'bytes=600000-', 'bytes=600000-'])
  expect(existsSync(file)).toBe(false)

  const better = await serve(whole(content))
  await download(better, file)
  expectDownloaded(file)
  expect(better.ranges).toEqual(['bytes=600000-'])
})

it('does not tire as long as every attempt brings something', async () => {
  const ends = Array.from({ length: 6 }, (_, index) => (index + 1) * 240_000)
  const [first = 0, ...others] = ends
  const server = await serve(
    stallAt(content, first),
    ...others.flatMap((end) => [status(503), stallAt(content, end)]),
    whole(content),
  )
  const file = place()
  await download(server, file, { attempts: 2, stallMs: 600 })
  expectDownloaded(file)
  expect(server.sentBytes()).toBe(size)
})

it('tires of a server that begins anew each time and never gets further', async () => {
  const server = await serve((_request, response, send) => {
    response.writeHead(200, { 'Content-Length': size })
    send(response, content.subarray(0, 500_000), () => {})
  })
  await expect(download(server, place())).rejects.toThrow(/Nothing new came in 3 attempts/)
  expect(server.ranges).toHaveLength(4)
})

it('names the host that cannot be reached', async () => {
  const host = await hostWithoutServer()
  await expect(
    downloadFile({
      url: `http://${host}/weights.h5`,
      file: place(),
      digest: md5(content),
      acquireLock,
      ...quick,
    }),
  ).rejects.toThrow(
    `http://${host}/weights.h5 could not be downloaded: the host ${host} could not be reached ` +
      `(connect ECONNREFUSED ${host}). Nothing new came in 3 attempts.`,
  )
  const url = 'http://no-such-host.invalid/weights.h5'
  await expect(
    downloadFile({ url, file: place(), digest: md5(content), acquireLock, ...quick }),
  ).rejects.toThrow(/the host no-such-host\.invalid could not be reached \(getaddrinfo E\w+/)
})

it('ends with the right file wherever the connection is cut, however often', async () => {
  const small = contentOf(3, 100_000)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(small.length), { maxLength: 6 }),
      fc.nat(small.length + 10),
      async (cuts, begun) => {
        const server = await serve(...cuts.map((end) => cutAt(small, end)), whole(small))
        const part = Buffer.concat([small, Buffer.alloc(10)]).subarray(0, begun)
        const file = place({ part })
        await download(server, file, { digest: md5(small), attempts: cuts.length + 2 })
        expect(readFileSync(file).equals(small)).toBe(true)
      },
    ),
    { numRuns: 40 },
  )
})
