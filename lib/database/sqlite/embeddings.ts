import type { Connection } from './connection'
import { statement } from './statement'

/** What the precompute job must look at: one row a listed model that is not below the threshold, by model id. */
export type IndexableModel = { modelId: number; thumbnailHash: string }

export function listIndexableModels(connection: Connection): IndexableModel[] {
  return connection
    .prepare<[], IndexableModel>(
      'SELECT id AS modelId, thumbnailHash FROM Model WHERE isListed AND NOT isBelowThreshold ORDER BY id',
    )
    .all()
}

/** The stored vectors of a recipe, in their encoded form. */
export function iterateEmbeddings(
  connection: Connection,
  recipeId: string,
): IterableIterator<{ thumbnailHash: string; vector: Buffer }> {
  return connection
    .prepare<[string], { thumbnailHash: string; vector: Buffer }>(
      'SELECT thumbnailHash, vector FROM Embedding WHERE recipeId = ?',
    )
    .iterate(recipeId)
}

/** How many models are indexed, how many different thumbnails they have, and how many of those lack a vector. */
export function countMissingEmbeddings(
  connection: Connection,
  recipeId: string,
): { models: number; thumbnails: number; missing: number } {
  const counts = connection
    .prepare<[string], { models: number; thumbnails: number; missing: number }>(
      `SELECT coalesce(sum(models), 0) AS models, count(*) AS thumbnails, count(*) FILTER (WHERE NOT EXISTS (
         SELECT 1 FROM Embedding WHERE Embedding.thumbnailHash = used.thumbnailHash AND recipeId = ?
       )) AS missing
       FROM (
         SELECT thumbnailHash, count(*) AS models FROM Model
         WHERE isListed AND NOT isBelowThreshold GROUP BY thumbnailHash
       ) AS used`,
    )
    .get(recipeId)
  return counts ?? { models: 0, thumbnails: 0, missing: 0 }
}

/** Those of some models whose thumbnails still have a vector: it goes with a model that is taken down. */
export function stillEmbedded(
  connection: Connection,
  recipeId: string,
  models: readonly IndexableModel[],
): IndexableModel[] {
  const find = connection
    .prepare<[string, string], number>('SELECT 1 FROM Embedding WHERE thumbnailHash = ? AND recipeId = ?')
    .pluck()
  return models.filter(({ thumbnailHash }) => find.get(thumbnailHash, recipeId) !== undefined)
}

/** How many bytes the stored vectors of a recipe take, on average; NaN when there are none. */
export function meanEmbeddingBytes(connection: Connection, recipeId: string): number {
  const mean = connection
    .prepare<[string], number | null>('SELECT avg(length(vector)) FROM Embedding WHERE recipeId = ?')
    .pluck()
    .get(recipeId)
  return mean ?? Number.NaN
}

const vectorOf = statement<[string, string], Buffer>(
  'SELECT vector FROM Embedding WHERE thumbnailHash = ? AND recipeId = ?',
)

/** The stored vectors of thumbnails, in their order and their encoded form. @throws Error where there is none */
export function readEmbeddings(
  connection: Connection,
  recipeId: string,
  thumbnailHashes: readonly string[],
): Buffer[] {
  const read = vectorOf(connection).pluck()
  return thumbnailHashes.map((thumbnailHash) => {
    const vector = read.get(thumbnailHash, recipeId)
    if (!vector)
      throw new Error(`There is no embedding of thumbnail ${thumbnailHash} under recipe ${recipeId}.`)
    return vector
  })
}

/** The thumbnails that a run has embedded, the latest first. */
export function listEmbeddedBy(connection: Connection, runId: number, limit = -1): string[] {
  return connection
    .prepare<[number, number], string>(
      'SELECT thumbnailHash FROM Embedding WHERE runId = ? ORDER BY rowid DESC LIMIT ?',
    )
    .pluck()
    .all(runId, limit)
}

/**
 * Stores encoded vectors, replacing older ones, in one transaction. Those of thumbnails that were taken down meanwhile
 * are left out.
 *
 * @param runId the run that made them, if one did
 */
export function writeEmbeddings(
  connection: Connection,
  recipeId: string,
  rows: readonly { thumbnailHash: string; vector: Uint8Array }[],
  runId: number | null = null,
): void {
  const insert = connection.prepare(
    'INSERT OR REPLACE INTO Embedding (thumbnailHash, recipeId, vector, runId) SELECT hash, ?, ?, ? FROM Thumbnail WHERE hash = ?',
  )
  const write = connection.transaction(() => {
    for (const { thumbnailHash, vector } of rows) insert.run(recipeId, vector, runId, thumbnailHash)
  })
  write.immediate()
}

/** Removes vectors, if any, in one transaction. */
export function deleteEmbeddings(
  connection: Connection,
  recipeId: string,
  thumbnailHashes: readonly string[],
): void {
  if (thumbnailHashes.length === 0) return
  const remove = connection.prepare('DELETE FROM Embedding WHERE thumbnailHash = ? AND recipeId = ?')
  const write = connection.transaction(() => {
    for (const thumbnailHash of thumbnailHashes) remove.run(thumbnailHash, recipeId)
  })
  write.immediate()
}
