import { statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { size, content, place, download, expectDownloaded } from './download-fixtures'
import {
  hostWithoutServer,
  ignoringRanges,
  rangeFrom,
  serve,
  status,
  truncated,
  whole,
} from './download-server'

it('starts over when ranges are ignored', async () => {
  const server = await serve(ignoringRanges(content))
  const file = place({ part: content.subarray(0, 900_000) })
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual(['bytes=900000-'])
})

it('starts over when another range comes than the one asked for', async () => {
  const server = await serve(rangeFrom(content, 1_000_000), whole(content))
  const file = place({ part: content.subarray(0, 900_000) })
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual(['bytes=900000-', ''])
})

it('takes a 416 for the end when the part has all bytes', async () => {
  const server = await serve(whole(content))
  const file = place({ part: content })
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual([`bytes=${size}-`])
  expect(server.sentBytes()).toBe(0)
})

it('starts over at a 416 when the part is too long', async () => {
  const server = await serve(whole(content))
  const file = place({ part: Buffer.concat([content, content]) })
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual([`bytes=${2 * size}-`, ''])
})

it('needs no 416 when the size is known', async () => {
  const server = await serve(whole(content))
  const complete = place({ part: content })
  await download(server, complete, { size })
  expectDownloaded(complete)
  expect(server.ranges).toEqual([])

  const tooLong = place({ part: Buffer.concat([content, content]) })
  await download(server, tooLong, { size })
  expectDownloaded(tooLong)
  expect(server.ranges).toEqual([''])
})

it('refuses content of another size than the known one, and keeps what it has', async () => {
  const server = await serve(truncated(content, 3000), whole(content))
  const file = place({ part: content.subarray(0, 900_000) })
  await download(server, file, { size })
  expectDownloaded(file)
  expect(server.ranges).toEqual(['bytes=900000-', 'bytes=900000-'])

  const login = await serve(truncated(content, 3000))
  await expect(download(login, place(), { size })).rejects.toThrow(
    `the server has 3000 bytes there, not ${size}. Nothing new came in 3 attempts.`,
  )
})

it('goes on after an answer without a length that ended early, when the size is known', async () => {
  const server = await serve((_request, response, send) => {
    send(response, content.subarray(0, 700_000), () => response.end())
  }, whole(content))
  const file = place()
  await download(server, file, { size })
  expectDownloaded(file)
  expect(server.ranges).toEqual(['', 'bytes=700000-'])
})

it('does not let an endless answer fill the disk, when the size is known', async () => {
  const server = await serve((_request, response, send) => {
    const goOn = () => send(response, content, goOn)
    goOn()
  })
  const file = place()
  await expect(download(server, file, { size })).rejects.toThrow(
    `the server sent more than the ${size} bytes of the file`,
  )
  expect(statSync(`${file}.part`).size).toBe(0)
})

it('tries again after 500, 503 and 429', async () => {
  const server = await serve(status(500), status(503), whole(content))
  const file = place()
  await download(server, file)
  expectDownloaded(file)

  const busy = await serve(status(429))
  const begun = place({ part: content.subarray(0, 900_000) })
  await expect(download(busy, begun)).rejects.toThrow('the server answered 429 Too Many Requests')
  expect(busy.ranges).toHaveLength(3)
})

it('waits as long as Retry-After says', async () => {
  const server = await serve(status(429, { 'Retry-After': '1' }), whole(content))
  const file = place()
  const started = performance.now()
  await download(server, file)
  expectDownloaded(file)
  expect(performance.now() - started).toBeGreaterThan(990)
})

it.each([
  [404, 'Not Found'],
  [403, 'Forbidden'],
  [416, 'Range Not Satisfiable'],
  [204, 'No Content'],
])('fails at once at %i', async (code, phrase) => {
  const server = await serve(status(code))
  await expect(download(server, place())).rejects.toThrow(
    `${server.url} cannot be downloaded: the server answered ${code} ${phrase}.`,
  )
  expect(server.ranges).toHaveLength(1)
})

it('follows redirects within the same origin, with the range', async () => {
  const server = await serve(
    status(302, { Location: '/elsewhere.h5' }),
    status(307, { Location: 'again.h5' }),
    whole(content),
  )
  const file = place({ part: content.subarray(0, 900_000) })
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual(['bytes=900000-', 'bytes=900000-', 'bytes=900000-'])
  expect(server.sentBytes()).toBe(600_000)
})

it('follows a redirect to https', async () => {
  const host = await hostWithoutServer()
  const server = await serve(status(302, { Location: `https://${host}/weights.h5` }))
  await expect(download(server, place())).rejects.toThrow(
    `the host ${host} could not be reached (connect ECONNREFUSED ${host})`,
  )
})

it.each(['http://127.0.0.1:1/weights.h5', 'http://localhost/', 'file:///etc/passwd', 'http://'])(
  'does not follow a redirect to %s',
  async (target) => {
    const server = await serve(status(302, { Location: target }))
    await expect(download(server, place())).rejects.toThrow(
      `${server.url} redirects to ${target}, which is not followed`,
    )
    expect(server.ranges).toHaveLength(1)
  },
)

it('does not run in circles', async () => {
  const server = await serve(status(302, { Location: '/weights.h5' }))
  await expect(download(server, place())).rejects.toThrow('after 5 others')
  expect(server.ranges).toHaveLength(6)
})
