import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { temporaryDirectory } from '../setup/temporary'
import { content, otherContent, md5, place, download, expectDownloaded, partHolds } from './download-fixtures'
import { serve, stallAt, truncated, whole } from './download-server'

it('downloads the file, in one request, and says how far it is', async () => {
  const server = await serve(whole(content))
  const file = place()
  const progress: [number, number | undefined][] = []
  const result = await download(server, file, { onProgress: (...seen) => void progress.push(seen) })
  expect(result).toEqual({ source: 'downloaded' })
  expectDownloaded(file)
  expect(server.ranges).toEqual([''])
  expect(progress.length).toBeGreaterThan(5)
  expect(progress.every(([done], index) => done > (progress[index - 1]?.[0] ?? 0))).toBe(true)
  expect(progress.at(-1)).toEqual([content.length, content.length])
})

it('makes the folder of the file', async () => {
  const file = path.join(temporaryDirectory(), 'encoders', 'vgg16', 'weights.h5')
  await download(await serve(whole(content)), file)
  expectDownloaded(file)
})

it('asks for nothing when the file is there with the right MD5', async () => {
  const server = await serve(whole(content))
  expect(await download(server, place({ file: content }))).toEqual({ source: 'file' })
  expect(server.ranges).toEqual([])
})

it('replaces a file with another MD5, but only when the new one is complete', async () => {
  const server = await serve(stallAt(content, 700_000), whole(content))
  const file = place({ file: otherContent })
  const running = download(server, file)
  await partHolds(file, 700_000)
  expect(readFileSync(file).equals(otherContent)).toBe(true)
  await running
  expectDownloaded(file)
})

it('takes an empty file for what it is', async () => {
  const file = place()
  await download(await serve(whole(Buffer.alloc(0))), file, { digest: md5(Buffer.alloc(0)) })
  expect(statSync(file).size).toBe(0)
})

it('downloads once more from zero when the file was changed between two requests', async () => {
  const server = await serve(stallAt(otherContent, 600_000), whole(content))
  const file = place()
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual(['', 'bytes=600000-', ''])
})

it('downloads once more from zero when the part of an earlier run is another file’s', async () => {
  const server = await serve(whole(content))
  const file = place({ part: otherContent.subarray(0, 1_400_000) })
  await download(server, file)
  expectDownloaded(file)
  expect(server.ranges).toEqual(['bytes=1400000-', ''])
})

it('refuses a file that is wrong twice, with both MD5s, and keeps nothing of it', async () => {
  const server = await serve(whole(otherContent))
  const file = place()
  await expect(download(server, file, { size: content.length })).rejects.toThrow(
    `${server.url} twice gave a wrong file: ${content.length} bytes with MD5 ${md5(otherContent).hex}, ` +
      `where ${content.length} bytes with MD5 ${md5(content).hex} was expected. Nothing of it is kept.`,
  )
  expect(server.ranges).toEqual(['', ''])
  expect(readdirSync(path.dirname(file))).toEqual(['weights.h5.lock'])
})

it('leaves the file that was there alone when the new one is wrong', async () => {
  const file = place({ file: otherContent })
  await expect(download(await serve(truncated(content, 3000)), file)).rejects.toThrow(
    'wrong file: 3000 bytes',
  )
  expect(readFileSync(file).equals(otherContent)).toBe(true)
})
