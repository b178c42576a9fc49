import { statement, type Work } from '../statement'

const findRemoval = statement<[string]>('SELECT 1 FROM RemovedModel WHERE sourceKey = ?')
const insertRemoval = statement<[string, string, string]>(
  'INSERT INTO RemovedModel (sourceKey, uid, removedAt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
)
const deleteRemoval = statement<[string]>('DELETE FROM RemovedModel WHERE uid = ?')
const knownAmong = statement<[string], { id: number }>(
  ({ eachNumber }) => `SELECT id FROM Model WHERE id IN (SELECT value FROM ${eachNumber} AS wanted)`,
)

const removedAmong = statement<[string], { sourceKey: string }>(
  ({ eachText }) =>
    `SELECT sourceKey FROM RemovedModel WHERE sourceKey IN (SELECT value FROM ${eachText} AS wanted)`,
)

/** Whether a model was taken down, by what its source calls it; on Sketchfab that is the uid. */
export function* isRemoved(sourceKey: string): Work<boolean> {
  return (yield* findRemoval.first(sourceKey)) !== undefined
}

/** Keeps a model from coming back, whether it is in the catalogue or not. */
export function* recordRemoval(sourceKey: string, uid: string): Work<void> {
  yield* insertRemoval.run(sourceKey, uid, new Date().toISOString())
}

/** Lets a model come back; returns whether it had been kept from it. */
export function* forgetRemoval(uid: string): Work<boolean> {
  return (yield* deleteRemoval.run(uid)) > 0
}

/** Those of some ids whose models have not been removed. */
export function* keepKnownModels(ids: ArrayLike<number>): Work<Set<number>> {
  const known = yield* knownAmong.all(JSON.stringify(Array.from(ids)))
  return new Set(known.map(({ id }) => id))
}

/** Those of some models, by what their source calls them, that were taken down. */
export function* listRemovedAmong(sourceKeys: readonly string[]): Work<Set<string>> {
  const removed = yield* removedAmong.all(JSON.stringify(sourceKeys))
  return new Set(removed.map(({ sourceKey }) => sourceKey))
}
