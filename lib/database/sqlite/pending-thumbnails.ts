import type { Connection } from './connection'
import { recordFailure } from './failures'
import { setThumbnail, type ThumbnailRow } from './thumbnails'

/** A model whose thumbnail is at an address, or in a file, that was not fetched yet. */
export type PendingThumbnail = { modelId: number; address: string }

/** The thumbnails that are to be fetched, in the order of the catalogue. */
export function listPendingThumbnails(connection: Connection): PendingThumbnail[] {
  return connection
    .prepare<[], PendingThumbnail>(
      `SELECT id AS modelId, thumbnailUrl AS address FROM Model
       WHERE thumbnailUrl IS NOT NULL AND thumbnailUrl IS NOT fetchedThumbnailUrl AND goneAt IS NULL ORDER BY id`,
    )
    .all()
}

/** The thumbnails that were fetched from where they still are, with the hash of the image. */
export function listFetchedThumbnails(connection: Connection): (PendingThumbnail & { hash: string })[] {
  return connection
    .prepare<[], PendingThumbnail & { hash: string }>(
      `SELECT id AS modelId, thumbnailUrl AS address, thumbnailHash AS hash FROM Model
       WHERE thumbnailUrl = fetchedThumbnailUrl AND isListed ORDER BY id`,
    )
    .all()
}

/** The models of a source that have no thumbnail and are not gone, in the order of the catalogue. */
export function listModelsWithoutThumbnail(
  connection: Connection,
  source: string,
): { modelId: number; uid: string }[] {
  return connection
    .prepare<[string], { modelId: number; uid: string }>(
      `SELECT id AS modelId, uid FROM Model
       WHERE source = ? AND thumbnailHash IS NULL AND goneAt IS NULL ORDER BY id`,
    )
    .all(source)
}

/** Gives a model the image that its address led to. False, and nothing written, for one that was removed meanwhile. */
export function writeFetchedThumbnail(
  connection: Connection,
  { modelId, address }: PendingThumbnail,
  thumbnail: ThumbnailRow,
): boolean {
  const write = connection.transaction(() => {
    const isThere = setThumbnail(connection, modelId, thumbnail)
    if (isThere) setFetched(connection, modelId, address)
    return isThere
  })
  return write.immediate()
}

/**
 * Remembers why an address led to no image. The model keeps the one that it had.
 *
 * @param isFinal whether the same address would lead to the same; it is then not fetched again
 */
export function writeThumbnailFailure(
  connection: Connection,
  { modelId, address }: PendingThumbnail,
  reason: string,
  isFinal: boolean,
): void {
  const write = connection.transaction(() => {
    recordFailure(connection, modelId, 'thumbnail', reason)
    if (isFinal) setFetched(connection, modelId, address)
  })
  write.immediate()
}

function setFetched(connection: Connection, modelId: number, address: string): void {
  connection.prepare('UPDATE Model SET fetchedThumbnailUrl = ? WHERE id = ?').run(address, modelId)
}
