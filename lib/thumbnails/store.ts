import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makePageImage } from './page-image'

export type StoredThumbnail = { hash: string; width: number; height: number }

/** Where the WebP for the page is. */
export function pageImageFile(dataDir: string, hash: string): string {
  return path.join(dataDir, 'thumbnails', hash.slice(0, 2), `${hash}.webp`)
}

/** Where the bytes are that the catalogue source gave, for the encoder. */
export function originalFile(dataDir: string, hash: string): string {
  return path.join(dataDir, 'thumbnails', hash.slice(0, 2), `${hash}.original`)
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Whether both files of a thumbnail are in the store. */
export function isStored(dataDir: string, hash: string): boolean {
  return existsSync(pageImageFile(dataDir, hash)) && existsSync(originalFile(dataDir, hash))
}

/**
 * Stores an image under the SHA-256 of its bytes, as they are and as WebP for the page. Each file appears
 * whole or not at all.
 *
 * @throws UnusableImageError when the bytes are not an image that can be shown; nothing is stored then.
 */
export async function storeThumbnail(dataDir: string, bytes: Uint8Array): Promise<StoredThumbnail> {
  const hash = hashOf(bytes)
  const { webp, width, height } = await makePageImage(bytes)
  await mkdir(path.dirname(originalFile(dataDir, hash)), { recursive: true })
  await writeWhole(originalFile(dataDir, hash), bytes)
  await writeWhole(pageImageFile(dataDir, hash), webp)
  return { hash, width, height }
}

/**
 * Stores an image, unless it was stored before: it is then not decoded again.
 *
 * @param known what was stored before, by hash
 * @throws UnusableImageError
 */
export async function storeNewThumbnail(
  dataDir: string,
  bytes: Uint8Array,
  known: ReadonlyMap<string, StoredThumbnail>,
): Promise<StoredThumbnail> {
  const hash = hashOf(bytes)
  const stored = isStored(dataDir, hash) ? known.get(hash) : undefined
  return stored ?? storeThumbnail(dataDir, bytes)
}

/** Deletes both files of a thumbnail, as far as they are there. */
export async function removeThumbnail(dataDir: string, hash: string): Promise<void> {
  await rm(pageImageFile(dataDir, hash), { force: true })
  await rm(originalFile(dataDir, hash), { force: true })
}

/**
 * Reads back the original bytes of a thumbnail. Synchronously: while the encoder holds the main thread, a
 * read that comes back to it in several turns would leave the decoder without work.
 *
 * @throws Error when the file is gone, or its bytes are no longer those that were stored.
 */
export function readOriginal(dataDir: string, hash: string): Buffer {
  const file = originalFile(dataDir, hash)
  let bytes
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new Error(`The stored thumbnail cannot be read (${error}). Import its catalogue again.`, {
      cause: error,
    })
  }
  const actual = hashOf(bytes)
  if (actual !== hash) {
    throw new Error(
      `The stored thumbnail ${file} has changed on disk (its SHA-256 is ${actual}). Import its catalogue again.`,
    )
  }
  return bytes
}

/** Whether the original bytes of a thumbnail can be read back. */
export function isIntact(dataDir: string, hash: string): boolean {
  try {
    return readOriginal(dataDir, hash).length > 0
  } catch {
    return false
  }
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, bytes)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
