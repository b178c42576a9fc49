import { pMapIterable } from 'p-map'
import type { Database } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import { StorageError } from '@/lib/storage/storage-error'
import { UnusableImageError } from '@/lib/thumbnails/decode'
import { shapeOfFile } from '@/lib/thumbnails/page-image'
import type { PictureShape } from '@/lib/thumbnails/shape'
import { readOriginal } from '@/lib/thumbnails/store'

const CONCURRENCY = 4
/** Where each picture is waited for, while it is sent from far away. */
const FAR_CONCURRENCY = 16

type TakenShape = PictureShape & { hash: string }

/**
 * Takes the shapes of stored thumbnails. One whose picture is lost or damaged has none: no more is asked of it than of one without
 * near-duplicates.
 *
 * @throws StorageError
 */
function takeShapes(storage: ObjectStorage, hashes: readonly string[]): AsyncIterable<TakenShape | null> {
  const take = async (hash: string) => {
    const original = await readOriginal(storage, hash).catch((error: unknown) => {
      if (error instanceof StorageError) throw error
      return null
    })
    if (original === null) return null
    try {
      return { hash, ...(await shapeOfFile(original)) }
    } catch (error) {
      if (error instanceof UnusableImageError) return null
      throw error
    }
  }
  return pMapIterable(hashes, take, { concurrency: storage.now ? CONCURRENCY : FAR_CONCURRENCY })
}

/** Takes the shapes of thumbnails and stores them, a few at a time. */
export async function storeShapes(
  { database, storage }: { database: Pick<Database, 'shapes'>; storage: ObjectStorage },
  hashes: readonly string[],
  onBatch: (done: number) => Promise<void>,
): Promise<void> {
  const BATCH = 64
  let batch: TakenShape[] = []
  let done = 0
  for await (const taken of takeShapes(storage, hashes)) {
    if (taken) batch.push(taken)
    if (++done % BATCH !== 0 && done < hashes.length) continue
    await database.shapes.writeShapes(batch)
    batch = []
    await onBatch(done)
  }
}
