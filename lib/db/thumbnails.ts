import type { Connection } from './connection'

export type ThumbnailRow = { hash: string; width: number; height: number }

/** Every thumbnail in the database, by hash. */
export function knownThumbnails(connection: Connection): Map<string, ThumbnailRow> {
  const rows = connection.prepare<[], ThumbnailRow>('SELECT hash, width, height FROM Thumbnail').all()
  return new Map(rows.map((row) => [row.hash, row]))
}
