import type { Connection } from './connection'

/** What the precompute job must look at: one row a model that has a thumbnail, ordered by model id. */
export type IndexableModel = { modelId: number; thumbnailHash: string }

export function listIndexableModels(connection: Connection): IndexableModel[] {
  return connection
    .prepare<[], IndexableModel>(
      'SELECT id AS modelId, thumbnailHash FROM Model WHERE thumbnailHash IS NOT NULL ORDER BY id',
    )
    .all()
}

/** The thumbnails that a recipe has a stored vector for. */
export function listEmbeddedThumbnails(connection: Connection, recipeId: string): Set<string> {
  const rows = connection
    .prepare<[string], string>('SELECT thumbnailHash FROM Embedding WHERE recipeId = ?')
    .pluck()
    .all(recipeId)
  return new Set(rows)
}

/** Reads stored vectors, in their encoded form, one by one. */
export function embeddingReader(
  connection: Connection,
  recipeId: string,
): (thumbnailHash: string) => Buffer | undefined {
  const read = connection
    .prepare<[string, string], Buffer>(
      'SELECT vector FROM Embedding WHERE thumbnailHash = ? AND recipeId = ?',
    )
    .pluck()
  return (thumbnailHash) => read.get(thumbnailHash, recipeId)
}

/** Stores encoded vectors, replacing older ones, in one transaction. */
export function writeEmbeddings(
  connection: Connection,
  recipeId: string,
  rows: readonly { thumbnailHash: string; vector: Uint8Array }[],
): void {
  const insert = connection.prepare(
    'INSERT OR REPLACE INTO Embedding (thumbnailHash, recipeId, vector) VALUES (?, ?, ?)',
  )
  const write = connection.transaction(() => {
    for (const { thumbnailHash, vector } of rows) insert.run(thumbnailHash, recipeId, vector)
  })
  write.immediate()
}

/** Removes vectors that could not be read, so that the next run makes them anew. */
export function deleteEmbeddings(
  connection: Connection,
  recipeId: string,
  thumbnailHashes: readonly string[],
): void {
  const remove = connection.prepare('DELETE FROM Embedding WHERE thumbnailHash = ? AND recipeId = ?')
  const write = connection.transaction(() => {
    for (const thumbnailHash of thumbnailHashes) remove.run(thumbnailHash, recipeId)
  })
  write.immediate()
}
