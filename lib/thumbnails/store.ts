import { createHash } from 'node:crypto'
import pMap from 'p-map'
import type { ImmediateReads, ObjectStorage } from '@/lib/storage/storage'
import { StorageError } from '@/lib/storage/storage-error'
import { makePageImage, type PictureLook } from './page-image'
import type { PictureShape } from './shape'

export type StoredThumbnail = { hash: string; width: number; height: number } & PictureLook & {
    /** Undefined for one that was stored before: it has been taken then, or an index run does it. */
    shape?: PictureShape
  }

const IMPORT_AGAIN = 'Import its catalogue again.'

/** What the keys of all thumbnails begin with. */
const THUMBNAILS = 'thumbnails/'

/** The key of the picture for the page: a WebP, or the very file that the catalogue source gave. */
export function pageImageKey(hash: string): string {
  return `${THUMBNAILS}${hash.slice(0, 2)}/${hash}.webp`
}

/** The key of a smaller one, if there is any. */
export function smallPageImageKey(hash: string): string {
  return `${THUMBNAILS}${hash.slice(0, 2)}/${hash}.small.webp`
}

/** The key of the bytes that the catalogue source gave, for the encoder. */
export function originalKey(hash: string): string {
  return `${THUMBNAILS}${hash.slice(0, 2)}/${hash}.original`
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Whether a thumbnail is in the store, as it came and for the page. */
export async function isStored(storage: ObjectStorage, hash: string): Promise<boolean> {
  const keys = [pageImageKey(hash), originalKey(hash)]
  if (storage.now) return keys.every(storage.now.has)
  const found = await Promise.all(keys.map((key) => storage.find(key)))
  return found.every((object) => object !== null)
}

/** Which of many thumbnails are in the store, as they came and for the page. */
export async function findStored(
  storage: ObjectStorage,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const { now } = storage
  if (now) return new Set(hashes.filter((hash) => now.has(pageImageKey(hash)) && now.has(originalKey(hash))))
  if (hashes.length === 0) return new Set()
  // To ask for each would take a hundred times as many requests as to list all that there is.
  const keys = new Set<string>()
  await pMap([...'0123456789abcdef'], async (digit) => {
    for await (const { key } of storage.list(THUMBNAILS + digit)) keys.add(key)
  })
  return new Set(hashes.filter((hash) => keys.has(pageImageKey(hash)) && keys.has(originalKey(hash))))
}

/**
 * Stores an image under the SHA-256 of its bytes, as they are and as pages show it. Each object appears whole or
 * not at all, and the picture for the page last.
 *
 * @throws UnusableImageError when the bytes are not an image that can be shown; nothing is stored then.
 */
export async function storeThumbnail(storage: ObjectStorage, bytes: Uint8Array): Promise<StoredThumbnail> {
  const hash = hashOf(bytes)
  const { large, small, width, height, tint, focus, shape } = await makePageImage(bytes)
  await storage.write(originalKey(hash), bytes)
  if (small) await storage.write(smallPageImageKey(hash), small)
  if (large === bytes) await storage.writeSame(pageImageKey(hash), bytes, originalKey(hash))
  else await storage.write(pageImageKey(hash), large)
  return { hash, width, height, tint, focus, shape }
}

/** Whether a thumbnail was stored before its look was noted: it is shown as it is, until it is stored anew. */
function isWithoutLook({ tint, focus }: PictureLook): boolean {
  return tint === null && focus === null
}

/**
 * Stores an image, unless it was stored before, and with its look: it is then not decoded again.
 *
 * @param findKnown tells what was stored before under a hash
 * @throws UnusableImageError
 */
export async function storeNewThumbnail(
  storage: ObjectStorage,
  bytes: Uint8Array,
  findKnown: (hash: string) => Promise<StoredThumbnail | undefined>,
): Promise<StoredThumbnail> {
  const hash = hashOf(bytes)
  const stored = await findKnown(hash)
  const isKnown = stored && !isWithoutLook(stored) && (await isStored(storage, hash))
  return isKnown ? stored : storeThumbnail(storage, bytes)
}

/** Deletes the objects of a thumbnail, as far as they are there. */
export async function removeThumbnail(storage: ObjectStorage, hash: string): Promise<void> {
  for (const keyOf of [pageImageKey, smallPageImageKey, originalKey]) await storage.remove(keyOf(hash))
}

/**
 * Reads back the original bytes of a thumbnail.
 *
 * @throws Error when it is gone, or its bytes are no longer those that were stored; StorageError
 */
export async function readOriginal(storage: ObjectStorage, hash: string): Promise<Buffer> {
  if (storage.now) return readOriginalNow(storage.now, hash)
  const read = await storage.read(originalKey(hash))
  if (!read) throw new Error(`The stored thumbnail is gone from ${storage.place}. ${IMPORT_AGAIN}`)
  return checked(read.bytes, hash)
}

/**
 * The same before anything else is done: while the encoder holds the main thread, a read that comes back to it in several
 * turns would leave the decoder without work. What is far away has to be read ahead.
 *
 * @throws Error when it is gone, or its bytes are no longer those that were stored.
 */
export function readOriginalNow(now: ImmediateReads, hash: string): Buffer {
  let bytes
  try {
    bytes = now.read(originalKey(hash))
  } catch (error) {
    throw new Error(`The stored thumbnail cannot be read (${error}). ${IMPORT_AGAIN}`, { cause: error })
  }
  return checked(bytes, hash)
}

function checked(bytes: Buffer, hash: string): Buffer {
  const actual = hashOf(bytes)
  if (actual === hash) return bytes
  throw new Error(
    `The stored thumbnail ${originalKey(hash)} has changed since (its SHA-256 is ${actual}). ${IMPORT_AGAIN}`,
  )
}

/** Whether the original bytes of a thumbnail can be read back. @throws StorageError */
export async function isIntact(storage: ObjectStorage, hash: string): Promise<boolean> {
  try {
    return (await readOriginal(storage, hash)).length > 0
  } catch (error) {
    if (error instanceof StorageError) throw error
    return false
  }
}
