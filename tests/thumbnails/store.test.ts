import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { folderStorage } from '@/lib/storage/files'
import {
  isStored,
  readOriginal,
  removeThumbnail,
  storeNewThumbnail,
  storeThumbnail,
} from '@/lib/thumbnails/store'
import { originalFile, pageImageFile, smallPageImageFile } from '../setup/thumbnail-files'
import { drawing } from '../setup/images'
import { temporaryDirectory } from '../setup/temporary'

it('stores an image under the SHA-256 of its bytes, as it came and as pages show it', async () => {
  const dataDir = temporaryDirectory()
  const bytes = await drawing('square', 'teal', 600)
  const { hash } = await storeThumbnail(folderStorage(dataDir), bytes)
  expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'))
  expect(await isStored(folderStorage(dataDir), hash)).toBe(true)
  expect(await readOriginal(folderStorage(dataDir), hash)).toEqual(bytes)
  for (const fileOf of [pageImageFile, smallPageImageFile])
    expect(readFileSync(fileOf(dataDir, hash)).subarray(8, 12).toString()).toBe('WEBP')
  await removeThumbnail(folderStorage(dataDir), hash)
  expect(readdirSync(path.dirname(originalFile(dataDir, hash)))).toEqual([])
})

it('stores anew what is known without its look, once', async () => {
  const dataDir = temporaryDirectory()
  const bytes = await drawing('square', 'teal')
  const stored = await storeThumbnail(folderStorage(dataDir), bytes)
  writeFileSync(pageImageFile(dataDir, stored.hash), 'flattened by an older version')
  const knownAs = (row: typeof stored) => async (hash: string) => (hash === row.hash ? row : undefined)
  expect(await storeNewThumbnail(folderStorage(dataDir), bytes, knownAs(stored))).toBe(stored)
  const old = { ...stored, tint: null, focus: null }
  expect(await storeNewThumbnail(folderStorage(dataDir), bytes, knownAs(old))).toEqual(stored)
  expect(readFileSync(pageImageFile(dataDir, stored.hash)).equals(bytes)).toBe(true)
})

it('keeps an image once that pages show as it is', async () => {
  const dataDir = temporaryDirectory()
  const { hash } = await storeThumbnail(folderStorage(dataDir), await drawing('square', 'teal'))
  const inodes = [originalFile, pageImageFile].map((fileOf) => statSync(fileOf(dataDir, hash)).ino)
  expect(new Set(inodes).size).toBe(1)
})

it('stores nothing of an image that cannot be used', async () => {
  const dataDir = temporaryDirectory()
  await expect(storeThumbnail(folderStorage(dataDir), Buffer.from('no image'))).rejects.toThrow(
    'starts with “no image”',
  )
  expect(existsSync(path.join(dataDir, 'thumbnails'))).toBe(false)
})

it('leaves no half-written file when the same image is stored many times at once', async () => {
  const dataDir = temporaryDirectory()
  const bytes = await drawing('circle', 'orange')
  const stored = await Promise.all(
    Array.from({ length: 8 }, () => storeThumbnail(folderStorage(dataDir), bytes)),
  )
  const hash = stored[0]?.hash ?? ''
  expect(readdirSync(path.dirname(originalFile(dataDir, hash))).sort()).toEqual([
    `${hash}.original`,
    `${hash}.webp`,
  ])
})

it('notices that a stored image is gone or has changed, and says what to do', async () => {
  const dataDir = temporaryDirectory()
  const { hash } = await storeThumbnail(folderStorage(dataDir), await drawing('circle', 'orange'))
  writeFileSync(originalFile(dataDir, hash), 'other bytes')
  await expect(readOriginal(folderStorage(dataDir), hash)).rejects.toThrow(
    /has changed since.*Import its catalogue again/,
  )
  rmSync(originalFile(dataDir, hash))
  await expect(readOriginal(folderStorage(dataDir), hash)).rejects.toThrow(
    /ENOENT.*Import its catalogue again/,
  )
})
