import 'server-only'
import { ProblemError } from '@/lib/http/problem'
import { StorageError } from '@/lib/storage/storage-error'
import { findKeptPicture, keepPicture, pruneKeptPictures } from '@/lib/thumbnails/kept-pictures'
import type { UploadedPicture } from '@/lib/thumbnails/uploaded-picture'
import { storage } from './storage'

/** How often this process sees to what is kept no more. */
const PRUNED_EVERY_MS = 60 * 60 * 1000
/** Or after so many that it has kept. */
const PRUNED_EVERY_PICTURES = 200

let prunedAt = Number.NEGATIVE_INFINITY
let keptSince = 0

/** Keeps a picture for a day. @throws ProblemError 503 when there is no way to */
export async function keep(picture: UploadedPicture): Promise<void> {
  await reached(() => keepPicture(storage(), picture))
  keptSince++
  if (performance.now() - prunedAt < PRUNED_EVERY_MS && keptSince < PRUNED_EVERY_PICTURES) return
  prunedAt = performance.now()
  keptSince = 0
  pruneKeptPictures(storage()).catch((error: unknown) =>
    console.error(error instanceof StorageError ? error.message : error),
  )
}

/** A picture that is kept; null when it is kept no more. @throws ProblemError 503 when the storage cannot be read */
export async function findKept(hash: string): Promise<{ webp: Buffer; until: Date } | null> {
  return reached(() => findKeptPicture(storage(), hash))
}

async function reached<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    console.error(error instanceof StorageError ? error.message : error)
    throw new ProblemError(503, 'The storage of pictures cannot be used now. Try again in a minute.', {
      'retry-after': '60',
    })
  }
}
