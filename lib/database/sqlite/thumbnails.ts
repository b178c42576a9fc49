import { bumpCatalogueRevision } from './catalogue-revision'
import type { Connection } from './connection'

export type ThumbnailRow = { hash: string; width: number; height: number }

/** Every thumbnail in the database, by hash. */
export function knownThumbnails(connection: Connection): Map<string, ThumbnailRow> {
  const rows = connection.prepare<[], ThumbnailRow>('SELECT hash, width, height FROM Thumbnail').all()
  return new Map(rows.map((row) => [row.hash, row]))
}

/** The thumbnails of models, by their uids; unknown ones and those without have none. */
export function thumbnailsOf(connection: Connection, uids: readonly string[]): string[] {
  return connection
    .prepare<[string], string>(
      `SELECT DISTINCT thumbnailHash FROM Model
       WHERE thumbnailHash IS NOT NULL AND uid IN (SELECT value FROM json_each(?))`,
    )
    .pluck()
    .all(JSON.stringify(uids))
}

/** Whether a thumbnail is in the database, so that its files are wanted. */
export function hasThumbnail(connection: Connection, hash: string): boolean {
  return connection.prepare('SELECT 1 FROM Thumbnail WHERE hash = ?').get(hash) !== undefined
}

/**
 * Gives a model its thumbnail, and forgets that it had failed, in one transaction. False, and nothing written, for one
 * that was removed meanwhile.
 */
export function setThumbnail(connection: Connection, modelId: number, thumbnail: ThumbnailRow): boolean {
  const isThere = connection.prepare('SELECT 1 FROM Model WHERE id = ?')
  const write = connection.transaction(() => {
    if (isThere.get(modelId) === undefined) return false
    const { hash, width, height } = thumbnail
    connection
      .prepare('INSERT OR IGNORE INTO Thumbnail (hash, width, height) VALUES (?, ?, ?)')
      .run(hash, width, height)
    connection.prepare('UPDATE Model SET thumbnailHash = ? WHERE id = ?').run(hash, modelId)
    connection.prepare("DELETE FROM Failure WHERE modelId = ? AND stage = 'thumbnail'").run(modelId)
    bumpCatalogueRevision(connection)
    return true
  })
  return write.immediate()
}
