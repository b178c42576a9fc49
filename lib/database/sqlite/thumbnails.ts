import { bumpCatalogueRevision } from './catalogue-revision'
import type { Connection } from './connection'

export type ThumbnailRow = {
  hash: string
  width: number
  height: number
  /** See `PictureLook`; both are null for what was stored before they were noted. */
  tint: string | null
  focus: number | null
}

/** Makes the writer of thumbnails; one that is there already only gets its look. True when anything has changed. */
export function thumbnailWriter(connection: Connection): (thumbnail: ThumbnailRow) => boolean {
  const write = connection.prepare(
    `INSERT INTO Thumbnail (hash, width, height, tint, focus) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET tint = excluded.tint, focus = excluded.focus
     WHERE tint IS NOT excluded.tint OR focus IS NOT excluded.focus`,
  )
  return ({ hash, width, height, tint, focus }) => write.run(hash, width, height, tint, focus).changes > 0
}

/** Every thumbnail in the database, by hash. */
export function knownThumbnails(connection: Connection): Map<string, ThumbnailRow> {
  const rows = connection
    .prepare<[], ThumbnailRow>('SELECT hash, width, height, tint, focus FROM Thumbnail')
    .all()
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
  const writeThumbnail = thumbnailWriter(connection)
  const write = connection.transaction(() => {
    if (isThere.get(modelId) === undefined) return false
    writeThumbnail(thumbnail)
    connection.prepare('UPDATE Model SET thumbnailHash = ? WHERE id = ?').run(thumbnail.hash, modelId)
    connection.prepare("DELETE FROM Failure WHERE modelId = ? AND stage = 'thumbnail'").run(modelId)
    bumpCatalogueRevision(connection)
    return true
  })
  return write.immediate()
}

/** Gives a thumbnail the look that it was stored without. False, and nothing written, for one that is gone. */
export function setLook(connection: Connection, { hash, tint, focus }: ThumbnailRow): boolean {
  const write = connection.transaction(() => {
    const { changes } = connection
      .prepare('UPDATE Thumbnail SET tint = ?, focus = ? WHERE hash = ?')
      .run(tint, focus, hash)
    if (changes > 0) bumpCatalogueRevision(connection)
    return changes > 0
  })
  return write.immediate()
}
