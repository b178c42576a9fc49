import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { folderStorage } from '@/lib/storage/files'
import { storeThumbnail } from '@/lib/thumbnails/store'
import { pageImageFile, smallPageImageFile } from '../setup/thumbnail-files'
import { servedGallery } from '../serving/gallery'
import { drawing, plain } from '../setup/images'
import { ask } from './admin-fixture'

const { dataDir } = await servedGallery()

const thumbnail = (hash: string, headers: Record<string, string> = {}, query = '') =>
  ask('GET', `/thumbnails/${encodeURIComponent(hash)}${query}`, { headers })

it('sends the stored picture, to be kept for ever', async () => {
  const { hash } = await storeThumbnail(folderStorage(dataDir), await drawing('square', 'navy', 600))
  const answer = await thumbnail(hash)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('image/webp')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(answer.headers.get('etag')).toBe(`"${hash}"`)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(bytes.equals(readFileSync(pageImageFile(dataDir, hash)))).toBe(true)
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 512 })
})

it('sends a small picture where one is asked for, and what there is where there is none', async () => {
  const { hash } = await storeThumbnail(folderStorage(dataDir), await drawing('square', 'navy', 600))
  const widthOf = async (query: string) => {
    const answer = await thumbnail(hash, {}, query)
    return (await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).width
  }
  expect(await widthOf('?size=small')).toBe(256)
  for (const query of ['', '?size=large', '?size=9999', '?size=..%2f']) expect(await widthOf(query)).toBe(512)
  expect((await thumbnail(hash, { 'if-none-match': `"${hash}"` }, '?size=small')).status).toBe(200)
  expect((await thumbnail(hash, { 'if-none-match': `"${hash}-small"` }, '?size=small')).status).toBe(304)

  rmSync(smallPageImageFile(dataDir, hash))
  expect(await widthOf('?size=small')).toBe(512)
})

it.each(['png', 'jpeg', 'webp'] as const)('sends a small and sound %s as it came', async (format) => {
  const original = await plain({ width: 256, height: 144, background: 'olive' }).toFormat(format).toBuffer()
  const { hash } = await storeThumbnail(folderStorage(dataDir), original)
  for (const query of ['', '?size=small', '?size=large']) {
    const answer = await thumbnail(hash, {}, query)
    expect(answer.headers.get('content-type')).toBe(`image/${format}`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(original)).toBe(true)
  }
})

it('sends nothing again to a reader who has it', async () => {
  const { hash } = await storeThumbnail(folderStorage(dataDir), await drawing('circle', 'olive'))
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
  const { hash } = await storeThumbnail(folderStorage(dataDir), await drawing('circle', 'black'))
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
  const { hash } = await storeThumbnail(folderStorage(dataDir), await drawing('triangle', 'plum'))
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
