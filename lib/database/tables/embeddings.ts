import { blocksByKey, type ReadBlocks } from '../snapshot'
import { insertAll, statement, type Work } from '../statement'

/** What the precompute job must look at: a listed model that is not below the threshold. */
export type IndexableModel = { modelId: number; thumbnailHash: string }

const nextIndexable = statement<[number, number], IndexableModel>(
  `SELECT id AS modelId, thumbnailHash FROM Model WHERE id > ? AND isListed AND NOT isBelowThreshold
   ORDER BY id LIMIT ?`,
)

/** What an index run is over, by model id. */
export const readIndexableBlocks: ReadBlocks<IndexableModel> = (perform) =>
  blocksByKey(
    perform,
    0,
    (modelId, limit) => nextIndexable.all(modelId, limit),
    ({ modelId }) => modelId,
  )

export type StoredEmbedding = { thumbnailHash: string; vector: Buffer }

/** With the run that has made it, if one has. */
export type MadeEmbedding = StoredEmbedding & { madeBy: number | null }

const nextEmbeddings = statement<[string, string, number], MadeEmbedding>(
  `SELECT thumbnailHash, vector, runId AS madeBy FROM Embedding WHERE recipeId = ? AND thumbnailHash > ?
   ORDER BY thumbnailHash LIMIT ?`,
)

/** The stored vectors of a recipe, in their encoded form. */
export function readEmbeddingBlocks(recipeId: string): ReadBlocks<MadeEmbedding> {
  return (perform) =>
    blocksByKey(
      perform,
      '',
      (thumbnailHash, limit) => nextEmbeddings.all(recipeId, thumbnailHash, limit),
      ({ thumbnailHash }) => thumbnailHash,
    )
}

type MissingCounts = { models: number; thumbnails: number; missing: number }

const countMissing = statement<[string], MissingCounts>(
  `SELECT CAST(coalesce(sum(models), 0) AS BIGINT) AS models, count(*) AS thumbnails,
     count(*) FILTER (WHERE NOT EXISTS (
       SELECT 1 FROM Embedding WHERE Embedding.thumbnailHash = used.thumbnailHash AND recipeId = ?
     )) AS missing
   FROM (
     SELECT thumbnailHash, count(*) AS models FROM Model
     WHERE isListed AND NOT isBelowThreshold GROUP BY thumbnailHash
   ) AS used`,
)

/** How many models are indexed, how many different thumbnails they have, and how many of those lack a vector. */
export function* countMissingEmbeddings(recipeId: string): Work<MissingCounts> {
  return (yield* countMissing.first(recipeId)) ?? { models: 0, thumbnails: 0, missing: 0 }
}

/** How many thumbnails are asked for at once. */
const AT_ONCE = 1_000

const embeddedAmong = statement<[string, string], { thumbnailHash: string }>(
  ({ eachText }) =>
    `SELECT thumbnailHash FROM Embedding
     WHERE recipeId = ? AND thumbnailHash IN (SELECT value FROM ${eachText} AS wanted)`,
)

/** Those of some models whose thumbnails still have a vector: it goes with a model that is taken down. */
export function* stillEmbedded(recipeId: string, models: readonly IndexableModel[]): Work<IndexableModel[]> {
  const left: IndexableModel[] = []
  for (let start = 0; start < models.length; start += AT_ONCE) {
    const some = models.slice(start, start + AT_ONCE)
    const wanted = JSON.stringify(some.map(({ thumbnailHash }) => thumbnailHash))
    const found = yield* embeddedAmong.all(recipeId, wanted)
    const embedded = new Set(found.map(({ thumbnailHash }) => thumbnailHash))
    for (const model of some) if (embedded.has(model.thumbnailHash)) left.push(model)
  }
  return left
}

const meanBytes = statement<[string], { mean: number | null }>(
  'SELECT CAST(avg(length(vector)) AS DOUBLE PRECISION) AS mean FROM Embedding WHERE recipeId = ?',
)

/** How many bytes the stored vectors of a recipe take, on average; NaN when there are none. */
export function* meanEmbeddingBytes(recipeId: string): Work<number> {
  return (yield* meanBytes.first(recipeId))?.mean ?? Number.NaN
}

const vectorsOf = statement<[string, string], StoredEmbedding>(
  ({ eachText }) =>
    `SELECT thumbnailHash, vector FROM Embedding
     WHERE recipeId = ? AND thumbnailHash IN (SELECT value FROM ${eachText} AS wanted)`,
)

/** A vector that was asked for is not there. */
export class MissingEmbeddingError extends Error {
  constructor(thumbnailHash: string, recipeId: string) {
    super(`There is no embedding of thumbnail ${thumbnailHash} under recipe ${recipeId}.`)
    this.name = 'MissingEmbeddingError'
  }
}

/** The stored vectors of thumbnails, in their order and their encoded form. @throws MissingEmbeddingError */
export function* readEmbeddings(recipeId: string, thumbnailHashes: readonly string[]): Work<Buffer[]> {
  const rows = yield* vectorsOf.all(recipeId, JSON.stringify(thumbnailHashes))
  const vectors = new Map(rows.map(({ thumbnailHash, vector }) => [thumbnailHash, vector]))
  return thumbnailHashes.map((thumbnailHash) => {
    const vector = vectors.get(thumbnailHash)
    if (!vector) throw new MissingEmbeddingError(thumbnailHash, recipeId)
    return vector
  })
}

const embeddedBy = statement<[number, number], { thumbnailHash: string }>(
  ({ embeddedInTurn }) =>
    `SELECT thumbnailHash FROM Embedding WHERE runId = ? ORDER BY ${embeddedInTurn} DESC LIMIT ?`,
)

/** The latest thumbnails that a run has embedded, the latest first. */
export function* listEmbeddedBy(runId: number, limit: number): Work<string[]> {
  return (yield* embeddedBy.all(runId, limit)).map(({ thumbnailHash }) => thumbnailHash)
}

const countBy = statement<[number], { count: number }>(
  'SELECT count(*) AS count FROM Embedding WHERE runId = ?',
)

/** How many thumbnails a run has embedded. */
export function* countEmbeddedBy(runId: number): Work<number> {
  return (yield* countBy.first(runId))?.count ?? 0
}

const embeddedByAmong = statement<[number, string, string], { thumbnailHash: string }>(
  ({ eachText }) =>
    `SELECT thumbnailHash FROM Embedding
     WHERE runId = ? AND recipeId = ? AND thumbnailHash IN (SELECT value FROM ${eachText} AS wanted)`,
)

/** Those of some thumbnails that a run has embedded. */
export function* embeddedByRun(
  runId: number,
  recipeId: string,
  thumbnailHashes: readonly string[],
): Work<string[]> {
  const found = yield* embeddedByAmong.all(runId, recipeId, JSON.stringify(thumbnailHashes))
  return found.map(({ thumbnailHash }) => thumbnailHash)
}

const knownAmong = statement<[string], { hash: string }>(
  ({ eachText }) => `SELECT hash FROM Thumbnail WHERE hash IN (SELECT value FROM ${eachText} AS wanted)`,
)

/**
 * Stores encoded vectors, replacing older ones. Those of thumbnails that were taken down meanwhile are left out.
 *
 * @param runId the run that made them, if one did
 */
export function* writeEmbeddings(
  recipeId: string,
  rows: readonly { thumbnailHash: string; vector: Uint8Array }[],
  runId: number | null = null,
): Work<void> {
  const vectors = new Map(rows.map(({ thumbnailHash, vector }) => [thumbnailHash, vector]))
  const hashes = [...vectors.keys()]
  // Not updated in place: what is written last is the latest.
  yield* deleteEmbeddings(recipeId, hashes)
  const known = new Set((yield* knownAmong.all(JSON.stringify(hashes))).map(({ hash }) => hash))
  yield* insertAll({
    table: 'Embedding',
    columns: ['thumbnailHash', 'recipeId', 'vector', 'runId'],
    rows: [...vectors]
      .filter(([thumbnailHash]) => known.has(thumbnailHash))
      .map(([thumbnailHash, vector]) => [thumbnailHash, recipeId, vector, runId]),
  })
}

const deleteVectors = statement<[string, string]>(
  ({ eachText }) =>
    `DELETE FROM Embedding
     WHERE recipeId = ? AND thumbnailHash IN (SELECT value FROM ${eachText} AS wanted)`,
)

/** Removes vectors, if any. */
export function* deleteEmbeddings(recipeId: string, thumbnailHashes: readonly string[]): Work<void> {
  if (thumbnailHashes.length > 0) yield* deleteVectors.run(recipeId, JSON.stringify(thumbnailHashes))
}
