import { statement, type Work } from '../statement'

export type FailureStage = 'thumbnail' | 'embed'

export type FailureRow = { uid: string; name: string; stage: FailureStage; reason: string; attempts: number }

const findModel = statement<[number]>('SELECT 1 FROM Model WHERE id = ?')
const insertFailure = statement<[number, string, string, string, number | null]>(
  `INSERT INTO Failure (modelId, stage, reason, attempts, lastAt, runId) VALUES (?, ?, ?, 1, ?, ?)
   ON CONFLICT (modelId, stage) DO UPDATE SET
     reason = excluded.reason, attempts = Failure.attempts + 1, lastAt = excluded.lastAt, runId = excluded.runId`,
)
const modelsWith = statement<[string], { id: number }>('SELECT id FROM Model WHERE thumbnailHash = ?')
const clearOfThumbnails = statement<[string, string]>(
  ({ eachText }) =>
    `DELETE FROM Failure WHERE stage = ? AND modelId IN (
       SELECT id FROM Model WHERE thumbnailHash IN (SELECT value FROM ${eachText} AS wanted)
     )`,
)
const listOfRecipe = statement<{ recipeId: string }, FailureRow>(
  `SELECT uid, name, stage, reason, attempts FROM Failure JOIN Model ON Model.id = modelId
   WHERE stage = 'thumbnail' OR NOT EXISTS (
     SELECT 1 FROM Embedding WHERE Embedding.thumbnailHash = Model.thumbnailHash AND recipeId = @recipeId
   ) OR runId = (SELECT max(id) FROM IndexRun WHERE recipeId = @recipeId)
   ORDER BY modelId, stage`,
)
const FAILED_MODELS = `
  SELECT modelId, uid, source, sourceKey, thumbnailHash, stage FROM Failure JOIN Model ON Model.id = modelId`
const listAllFailed = statement<[], FailedModel>(`${FAILED_MODELS} ORDER BY modelId, stage DESC`)
const listSomeFailed = statement<[string], FailedModel>(
  ({ eachText }) =>
    `${FAILED_MODELS} WHERE uid IN (SELECT value FROM ${eachText} AS wanted) ORDER BY modelId, stage DESC`,
)
const listDetailed = statement<{ runId: number | null; limit: number }, DetailedFailure>(
  `SELECT uid, name, stage, reason, attempts, source, sourceKey, thumbnailHash, lastAt, IndexRun.id AS runId,
     isListed IS TRUE AS isListed
   FROM Failure JOIN Model ON Model.id = modelId LEFT JOIN IndexRun ON IndexRun.id = Failure.runId
   WHERE CAST(@runId AS INTEGER) IS NULL OR Failure.runId = @runId ORDER BY modelId, stage LIMIT @limit`,
)
const countOfRun = statement<{ runId: number | null }, { count: number }>(
  'SELECT count(*) AS count FROM Failure WHERE CAST(@runId AS INTEGER) IS NULL OR runId = @runId',
)

/**
 * Remembers why a model failed in a stage; a later failure of the same stage replaces the reason. Nothing is remembered
 * of a model that was removed meanwhile.
 *
 * @param runId the run in which it failed, if it was in one
 */
export function* recordFailure(
  modelId: number,
  stage: FailureStage,
  reason: string,
  runId: number | null = null,
): Work<void> {
  if ((yield* findModel.first(modelId)) === undefined) return
  yield* insertFailure.run(modelId, stage, reason, new Date().toISOString(), runId)
}

/** Remembers a failure for every model that has this thumbnail; returns whether any has. */
export function* recordThumbnailFailure(
  thumbnailHash: string,
  stage: FailureStage,
  reason: string,
  runId: number | null,
): Work<boolean> {
  const models = yield* modelsWith.all(thumbnailHash)
  for (const { id } of models) yield* recordFailure(id, stage, reason, runId)
  return models.length > 0
}

/** Forgets the failures that the models with these thumbnails had in a stage. */
export function* clearFailures(thumbnailHashes: readonly string[], stage: FailureStage): Work<void> {
  yield* clearOfThumbnails.run(stage, JSON.stringify(thumbnailHashes))
}

/**
 * The failures that keep models out of a run of the recipe, or that its newest run met, in the order of the catalogue.
 * An older one to embed under another recipe is not among them when this recipe has a vector.
 */
export function* listFailures(recipeId: string): Work<FailureRow[]> {
  return yield* listOfRecipe.all({ recipeId })
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
export function* listFailedModels(uids: readonly string[] | null): Work<FailedModel[]> {
  return uids === null ? yield* listAllFailed.all() : yield* listSomeFailed.all(JSON.stringify(uids))
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
export function* listDetailedFailures(runId: number | null, limit: number): Work<DetailedFailure[]> {
  return yield* listDetailed.all({ runId, limit })
}

/** How many there are, of a run or of all. */
export function* countFailures(runId: number | null): Work<number> {
  return (yield* countOfRun.first({ runId }))?.count ?? 0
}
