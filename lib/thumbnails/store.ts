import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makePageImage, type PictureLook } from './page-image'

export type StoredThumbnail = { hash: string; width: number; height: number } & PictureLook

/** Where the picture for the page is: a WebP, or the very file that the catalogue source gave. */
export function pageImageFile(dataDir: string, hash: string): string {
  return path.join(dataDir, 'thumbnails', hash.slice(0, 2), `${hash}.webp`)
}

/** Where a smaller one is, if there is any. */
export function smallPageImageFile(dataDir: string, hash: string): string {
  return path.join(dataDir, 'thumbnails', hash.slice(0, 2), `${hash}.small.webp`)
}

/** Where the bytes are that the catalogue source gave, for the encoder. */
export function originalFile(dataDir: string, hash: string): string {
  return path.join(dataDir, 'thumbnails', hash.slice(0, 2), `${hash}.original`)
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Whether a thumbnail is in the store, as it came and for the page. */
export function isStored(dataDir: string, hash: string): boolean {
  return existsSync(pageImageFile(dataDir, hash)) && existsSync(originalFile(dataDir, hash))
}

/**
 * Stores an image under the SHA-256 of its bytes, as they are and as pages show it. Each file appears whole or
 * not at all.
 *
 * @throws UnusableImageError when the bytes are not an image that can be shown; nothing is stored then.
 */
export async function storeThumbnail(dataDir: string, bytes: Uint8Array): Promise<StoredThumbnail> {
  const hash = hashOf(bytes)
  const { large, small, width, height, tint, focus } = await makePageImage(bytes)
  await mkdir(path.dirname(originalFile(dataDir, hash)), { recursive: true })
  await writeWhole(originalFile(dataDir, hash), bytes)
  if (small) await writeWhole(smallPageImageFile(dataDir, hash), small)
  await writeWhole(pageImageFile(dataDir, hash), large)
  return { hash, width, height, tint, focus }
}

/** Whether a thumbnail was stored before its look was noted: it is shown as it is, until it is stored anew. */
export function isWithoutLook({ tint, focus }: PictureLook): boolean {
  return tint === null && focus === null
}

/**
 * Stores an image, unless it was stored before, and with its look: it is then not decoded again.
 *
 * @param findKnown tells what was stored before under a hash
 * @throws UnusableImageError
 */
export async function storeNewThumbnail(
  dataDir: string,
  bytes: Uint8Array,
  findKnown: (hash: string) => Promise<StoredThumbnail | undefined>,
): Promise<StoredThumbnail> {
  const hash = hashOf(bytes)
  const stored = isStored(dataDir, hash) ? await findKnown(hash) : undefined
  return stored && !isWithoutLook(stored) ? stored : storeThumbnail(dataDir, bytes)
}

/** Deletes the files of a thumbnail, as far as they are there. */
export async function removeThumbnail(dataDir: string, hash: string): Promise<void> {
  for (const fileOf of [pageImageFile, smallPageImageFile, originalFile])
    await rm(fileOf(dataDir, hash), { force: true })
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
