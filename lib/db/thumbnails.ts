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

/** Gives a model its thumbnail, and forgets that it had failed, in one transaction. */
export function setThumbnail(connection: Connection, modelId: number, thumbnail: ThumbnailRow): void {
  const write = connection.transaction(() => {
    const { hash, width, height } = thumbnail
    connection
      .prepare('INSERT OR IGNORE INTO Thumbnail (hash, width, height) VALUES (?, ?, ?)')
      .run(hash, width, height)
    connection.prepare('UPDATE Model SET thumbnailHash = ? WHERE id = ?').run(hash, modelId)
    connection.prepare("DELETE FROM Failure WHERE modelId = ? AND stage = 'thumbnail'").run(modelId)
    bumpCatalogueRevision(connection)
  })
  write.immediate()
}
