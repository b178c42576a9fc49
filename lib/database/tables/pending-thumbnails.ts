import { statement, type Work } from '../statement'
import { recordFailure } from './failures'
import { setThumbnail, type ThumbnailRow } from './thumbnails'

/** A model whose thumbnail is at an address, or in a file, that was not fetched yet. */
export type PendingThumbnail = { modelId: number; address: string }

const listPending = statement<[], PendingThumbnail>(
  `SELECT id AS modelId, thumbnailUrl AS address FROM Model
   WHERE thumbnailUrl IS NOT NULL AND thumbnailUrl IS DISTINCT FROM fetchedThumbnailUrl AND goneAt IS NULL
   ORDER BY id`,
)
const listFetched = statement<[], PendingThumbnail & { hash: string }>(
  `SELECT id AS modelId, thumbnailUrl AS address, thumbnailHash AS hash FROM Model
   WHERE thumbnailUrl = fetchedThumbnailUrl AND isListed ORDER BY id`,
)
const listWithoutThumbnail = statement<[string], { modelId: number; uid: string }>(
  `SELECT id AS modelId, uid FROM Model
   WHERE source = ? AND thumbnailHash IS NULL AND goneAt IS NULL ORDER BY id`,
)
const setFetched = statement<[string, number]>('UPDATE Model SET fetchedThumbnailUrl = ? WHERE id = ?')

/** The thumbnails that are to be fetched, in the order of the catalogue. */
export function* listPendingThumbnails(): Work<PendingThumbnail[]> {
  return yield* listPending.all()
}

/** The thumbnails that were fetched from where they still are, with the hash of the image. */
export function* listFetchedThumbnails(): Work<(PendingThumbnail & { hash: string })[]> {
  return yield* listFetched.all()
}

/** The models of a source that have no thumbnail and are not gone, in the order of the catalogue. */
export function* listModelsWithoutThumbnail(source: string): Work<{ modelId: number; uid: string }[]> {
  return yield* listWithoutThumbnail.all(source)
}

/** Gives a model the image that its address led to. False, and nothing written, for one that was removed meanwhile. */
export function* writeFetchedThumbnail(
  { modelId, address }: PendingThumbnail,
  thumbnail: ThumbnailRow,
): Work<boolean> {
  const isThere = yield* setThumbnail(modelId, thumbnail)
  if (isThere) yield* setFetched.run(address, modelId)
  return isThere
}

/**
 * Remembers why an address led to no image. The model keeps the one that it had.
 *
 * @param isFinal whether the same address would lead to the same; it is then not fetched again
 */
export function* writeThumbnailFailure(
  { modelId, address }: PendingThumbnail,
  reason: string,
  isFinal: boolean,
): Work<void> {
  yield* recordFailure(modelId, 'thumbnail', reason)
  if (isFinal) yield* setFetched.run(address, modelId)
}
