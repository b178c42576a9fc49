import type { Connection } from './connection'

export type FailureStage = 'thumbnail' | 'embed'

export type FailureRow = { uid: string; name: string; stage: FailureStage; reason: string; attempts: number }

/** Remembers why a model failed in a stage; a later failure of the same stage replaces the reason. */
export function recordFailure(
  connection: Connection,
  modelId: number,
  stage: FailureStage,
  reason: string,
): void {
  connection
    .prepare(
      `INSERT INTO Failure (modelId, stage, reason, attempts, lastAt) VALUES (?, ?, ?, 1, ?)
       ON CONFLICT (modelId, stage) DO UPDATE SET reason = excluded.reason, attempts = attempts + 1, lastAt = excluded.lastAt`,
    )
    .run(modelId, stage, reason, new Date().toISOString())
}

/** Remembers a failure for every model that has this thumbnail. */
export function recordThumbnailFailure(
  connection: Connection,
  thumbnailHash: string,
  stage: FailureStage,
  reason: string,
): void {
  const models = connection.prepare<[string], number>('SELECT id FROM Model WHERE thumbnailHash = ?').pluck()
  for (const modelId of models.all(thumbnailHash)) recordFailure(connection, modelId, stage, reason)
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
 * The failures that keep models out of a run of the recipe, in the order of the catalogue. One to embed under
 * another recipe is not among them when this recipe has a vector.
 */
export function listFailures(connection: Connection, recipeId: string): FailureRow[] {
  return connection
    .prepare<[string], FailureRow>(
      `SELECT uid, name, stage, reason, attempts FROM Failure JOIN Model ON Model.id = modelId
       WHERE stage = 'thumbnail' OR NOT EXISTS (
         SELECT 1 FROM Embedding WHERE Embedding.thumbnailHash = Model.thumbnailHash AND recipeId = ?
       )
       ORDER BY modelId, stage`,
    )
    .all(recipeId)
}
