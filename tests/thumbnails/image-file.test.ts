import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { MAX_BYTES } from '@/lib/thumbnails/decode'
import { readBeginning, readImageFile } from '@/lib/thumbnails/image-file'
import { temporaryDirectory } from '../setup/temporary'

it('reads a file whole, even one that has more than it said when it was asked', async () => {
  const file = path.join(temporaryDirectory(), 'a')
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, place) => place % 251))
  writeFileSync(file, bytes)
  expect((await readImageFile(file)).equals(bytes)).toBe(true)
  expect((await readBeginning(file, 10)).equals(bytes.subarray(0, 10))).toBe(true)
  // The kernel says 0 bytes of it.
  expect((await readImageFile('/proc/self/status')).toString()).toMatch(/^Name:/)
})

it('refuses what is too large before any of it is read', async () => {
  const file = path.join(temporaryDirectory(), 'sparse.png')
  writeFileSync(file, '')
  truncateSync(file, 1_500_000_000)
  const before = process.memoryUsage().rss
  const readings = await Promise.allSettled([1, 2, 3, 4].map(() => readImageFile(file)))
  for (const reading of readings)
    expect(reading).toMatchObject({
      reason: { message: expect.stringContaining(`the most is ${MAX_BYTES}`) },
    })
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
})

it('opens nothing but plain files, and says what else it is', async () => {
  const folder = temporaryDirectory()
  const at = (name: string) => path.join(folder, name)
  execFileSync('mkfifo', [at('pipe.png')])
  mkdirSync(at('folder.png'))
  symlinkSync('/dev/zero', at('device.png'))
  symlinkSync('nowhere', at('dangling.png'))
  symlinkSync('circle.png', at('circle.png'))
  const reasonOf = (name: string) => readImageFile(at(name)).catch((error: Error) => error.message)
  expect(await reasonOf('pipe.png')).toBe('It is a named pipe, not an image file.')
  expect(await reasonOf('folder.png')).toBe('It is a folder, not an image file.')
  expect(await reasonOf('device.png')).toBe('It is a device, not an image file.')
  expect(await reasonOf('dangling.png')).toMatch(/^It is a link to nowhere, which cannot be read \(ENOENT/)
  expect(await reasonOf('circle.png')).toMatch(/^It is a link to circle\.png, which cannot be read \(ELOOP/)
  expect(await reasonOf('gone.png')).toBe('The file cannot be read (ENOENT: no such file or directory).')
  expect(await reasonOf(`${'x'.repeat(300)}.png`)).toBe(
    'The file cannot be read (ENAMETOOLONG: name too long).',
  )
})
