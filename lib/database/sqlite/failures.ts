import type { Connection } from './connection'

export type FailureStage = 'thumbnail' | 'embed'

export type FailureRow = { uid: string; name: string; stage: FailureStage; reason: string; attempts: number }

/**
 * Remembers why a model failed in a stage; a later failure of the same stage replaces the reason. Nothing is remembered
 * of a model that was removed meanwhile.
 *
 * @param runId the run in which it failed, if it was in one
 */
export function recordFailure(
  connection: Connection,
  modelId: number,
  stage: FailureStage,
  reason: string,
  runId: number | null = null,
): void {
  connection
    .prepare(
      `INSERT INTO Failure (modelId, stage, reason, attempts, lastAt, runId)
       SELECT id, ?, ?, 1, ?, ? FROM Model WHERE id = ?
       ON CONFLICT (modelId, stage) DO UPDATE SET
         reason = excluded.reason, attempts = attempts + 1, lastAt = excluded.lastAt, runId = excluded.runId`,
    )
    .run(stage, reason, new Date().toISOString(), runId, modelId)
}

/** Remembers a failure for every model that has this thumbnail; returns whether any has. */
export function recordThumbnailFailure(
  connection: Connection,
  thumbnailHash: string,
  stage: FailureStage,
  reason: string,
  runId: number | null,
): boolean {
  const models = connection.prepare<[string], number>('SELECT id FROM Model WHERE thumbnailHash = ?').pluck()
  const ids = models.all(thumbnailHash)
  for (const modelId of ids) recordFailure(connection, modelId, stage, reason, runId)
  return ids.length > 0
}

/** Forgets the failures that the models with this thumbnail had in a stage. */
export function clearFailures(connection: Connection, thumbnailHash: string, stage: FailureStage): void {
  connection
    .prepare(
      'DELETE FROM Failure WHERE stage = ? AND modelId IN (SELECT id FROM Model WHERE thumbnailHash = ?)',
    )
    .run(stage, thumbnailHash)
}

/**
 * The failures that keep models out of a run of the recipe, or that its newest run met, in the order of the catalogue.
 * An older one to embed under another recipe is not among them when this recipe has a vector.
 */
export function listFailures(connection: Connection, recipeId: string): FailureRow[] {
  return connection
    .prepare<[{ recipeId: string }], FailureRow>(
      `SELECT uid, name, stage, reason, attempts FROM Failure JOIN Model ON Model.id = modelId
       WHERE stage = 'thumbnail' OR NOT EXISTS (
         SELECT 1 FROM Embedding WHERE Embedding.thumbnailHash = Model.thumbnailHash AND recipeId = @recipeId
       ) OR runId = (SELECT max(id) FROM IndexRun WHERE recipeId = @recipeId)
       ORDER BY modelId, stage`,
    )
    .all({ recipeId })
}

export type FailedModel = {
  modelId: number
  uid: string
  source: string
  sourceKey: string
  thumbnailHash: string | null
  stage: FailureStage
}

/**
 * The models that failed, in the order of the catalogue, once for each stage.
 *
 * @param uids only these; null for all
 */
export function listFailedModels(connection: Connection, uids: readonly string[] | null): FailedModel[] {
  return connection
    .prepare<[{ uids: string | null }], FailedModel>(
      `SELECT modelId, uid, source, sourceKey, thumbnailHash, stage FROM Failure JOIN Model ON Model.id = modelId
       WHERE @uids IS NULL OR uid IN (SELECT value FROM json_each(@uids)) ORDER BY modelId, stage DESC`,
    )
    .all({ uids: uids && JSON.stringify(uids) })
}

export type DetailedFailure = FailureRow & {
  source: string
  sourceKey: string
  thumbnailHash: string | null
  lastAt: string
  /** Null once that run is deleted, too. */
  runId: number | null
  /** 1 when the model has a page, else 0. */
  isListed: number
}

/**
 * Failures with all that helps to mend them, in the order of the catalogue.
 *
 * @param runId only those of this run; null for all
 */
export function listDetailedFailures(
  connection: Connection,
  runId: number | null,
  limit: number,
): DetailedFailure[] {
  return connection
    .prepare<[{ runId: number | null; limit: number }], DetailedFailure>(
      `SELECT uid, name, stage, reason, attempts, source, sourceKey, thumbnailHash, lastAt, IndexRun.id AS runId,
         coalesce(isListed, 0) AS isListed
       FROM Failure JOIN Model ON Model.id = modelId LEFT JOIN IndexRun ON IndexRun.id = Failure.runId
       WHERE @runId IS NULL OR Failure.runId = @runId ORDER BY modelId, stage LIMIT @limit`,
    )
    .all({ runId, limit })
}

/** How many there are, of a run or of all. */
export function countFailures(connection: Connection, runId: number | null): number {
  return (
    connection
      .prepare<[{ runId: number | null }], number>(
        'SELECT count(*) FROM Failure WHERE @runId IS NULL OR runId = @runId',
      )
      .pluck()
      .get({ runId }) ?? 0
  )
}
