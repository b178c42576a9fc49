import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { pageImageFile, storeThumbnail } from '@/lib/thumbnails/store'
import { servedGallery } from '../serving/gallery'
import { drawing } from '../setup/images'
import { ask } from './admin-fixture'

const { dataDir } = servedGallery()

const thumbnail = (hash: string, headers: Record<string, string> = {}) =>
  ask('GET', `/thumbnails/${encodeURIComponent(hash)}`, { headers })

it('sends the stored WebP, to be kept for ever', async () => {
  const { hash } = await storeThumbnail(dataDir, await drawing('square', 'navy'))
  const answer = await thumbnail(hash)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('image/webp')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(answer.headers.get('etag')).toBe(`"${hash}"`)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(bytes.equals(readFileSync(pageImageFile(dataDir, hash)))).toBe(true)
  expect((await sharp(bytes).metadata()).format).toBe('webp')
})

it('sends nothing again to a reader who has it', async () => {
  const { hash } = await storeThumbnail(dataDir, await drawing('circle', 'olive'))
  for (const known of [`"${hash}"`, `W/"${hash}"`, `"other", "${hash}"`, '*']) {
    const answer = await thumbnail(hash, { 'if-none-match': known })
    expect(answer.status).toBe(304)
    expect(answer.headers.get('etag')).toBe(`"${hash}"`)
    expect(await answer.text()).toBe('')
  }
  expect((await thumbnail(hash, { 'if-none-match': '"other"' })).status).toBe(200)
})

it('answers 404 for what is not stored, and for what would leave the store', async () => {
  writeFileSync(path.join(dataDir, 'secret.webp'), 'secret')
  const { hash } = await storeThumbnail(dataDir, await drawing('circle', 'black'))
  for (const unknown of [
    'f'.repeat(64),
    '../secret',
    '..%2fsecret',
    hash.toUpperCase(),
    `${hash}.webp`,
    `${hash}\n`,
    '',
  ]) {
    const answer = await thumbnail(unknown)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  }
})

it('answers 404 at once, and for no cache to keep, where something else stands in a picture’s place', async () => {
  const inTheWay: [string, (file: string) => void][] = [
    ['nothing', () => undefined],
    ['a folder', (file) => mkdirSync(file)],
    ['an empty file', (file) => writeFileSync(file, '')],
    ['a link to itself', (file) => symlinkSync(file, file)],
    ['a link to nothing', (file) => symlinkSync(`${file}.gone`, file)],
    ['a pipe that nobody writes to', (file) => void spawnSync('mkfifo', [file])],
  ]
  const { hash } = await storeThumbnail(dataDir, await drawing('triangle', 'plum'))
  const file = pageImageFile(dataDir, hash)
  for (const [what, put] of inTheWay) {
    rmSync(file, { force: true, recursive: true })
    put(file)
    const answer = await thumbnail(hash)
    expect(answer.status, what).toBe(404)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('etag')).toBeNull()
  }
})
