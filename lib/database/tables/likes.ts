import { blocksByKey, type ReadBlocks } from '../snapshot'
import { insertAll, statement, type Work } from '../statement'
import { bumpCatalogueRevision } from './catalogue-revision'
import { BY_UID } from './sketchfab-models'

/** That a user, known by a keyed hash, likes the model with this uid. */
export type UserLike = { userHash: string; uid: string }

export type LikeWriteCounts = {
  added: number
  /** Were there already. */
  repeated: number
  /** Are of models that the catalogue does not have; they are not stored. */
  unknown: number
}

/** That a user, known by a keyed hash, likes the model with this id. */
export type StoredLike = { user: string; model: number }

const findModels = statement<[string], { id: number; uid: string }>(
  ({ eachText }) => `SELECT id, uid FROM Model WHERE uid IN (SELECT value FROM ${eachText} AS wanted)`,
)
const remove = statement<[string, number]>('DELETE FROM "Like" WHERE userHash = ? AND modelId = ?')
const countAll = statement<[], { count: number }>('SELECT count(*) AS count FROM "Like"')
const findAny = statement('SELECT 1 FROM "Like" LIMIT 1')
const insertOfUser = statement<[string, string]>(
  ({ eachText }) =>
    `INSERT INTO "Like" (userHash, modelId) SELECT ?, id FROM Model
     WHERE ${BY_UID} AND goneAt IS NULL AND uid IN (SELECT value FROM ${eachText} AS wanted)
     ON CONFLICT DO NOTHING`,
)
const countOnModels = statement<[string]>(
  ({ eachText }) =>
    `UPDATE Model SET likeCount = (SELECT count(*) FROM "Like" WHERE modelId = Model.id)
     WHERE fetchedAt IS NULL AND uid IN (SELECT value FROM ${eachText} AS wanted)`,
)
const readAfter = statement<[string, number, number], StoredLike>(
  `SELECT userHash AS "user", modelId AS model FROM "Like" WHERE (userHash, modelId) > (?, ?)
   ORDER BY userHash, modelId LIMIT ?`,
)
const letAllIn = statement('UPDATE Model SET isBelowThreshold = FALSE WHERE isBelowThreshold')
const leaveOut = statement<[string]>(
  ({ eachNumber }) =>
    `UPDATE Model SET isBelowThreshold = id IN (SELECT modelId FROM "Like")
       AND id NOT IN (SELECT value FROM ${eachNumber} AS above)`,
)
const countOut = statement<[], { count: number }>(
  'SELECT count(*) AS count FROM Model WHERE isBelowThreshold',
)

/** Stores likes in one transaction. Models whose source counts no likes are given how many are stored. */
export function* writeLikes(likes: readonly UserLike[]): Work<LikeWriteCounts> {
  const rows = yield* rowsOf(likes)
  const before = yield* countLikes()
  yield* insertRows(rows)
  const added = (yield* countLikes()) - before
  yield* countOnModels.run(uidsOf(likes))
  if (added > 0) yield* bumpCatalogueRevision()
  return { added, repeated: rows.length - added, unknown: likes.length - rows.length }
}

/**
 * Stores likes of visitors, and removes those that were taken back, in one transaction. Nothing that pages show changes by that: the
 * next run learns from it. What is of models that the catalogue does not have is passed over.
 */
export function* changeLikes(given: readonly UserLike[], takenBack: readonly UserLike[]): Work<void> {
  yield* insertRows(yield* rowsOf(given))
  for (const [userHash, modelId] of yield* rowsOf(takenBack)) yield* remove.run(userHash, modelId)
}

/** As they are stored; those of models that the catalogue does not have are left out. */
function* rowsOf(likes: readonly UserLike[]): Work<[string, number][]> {
  const ids = new Map<string, number>()
  for (const { id, uid } of yield* findModels.all(uidsOf(likes))) ids.set(uid, id)
  return likes.flatMap(({ userHash, uid }): [string, number][] => {
    const modelId = ids.get(uid)
    return modelId === undefined ? [] : [[userHash, modelId]]
  })
}

function* insertRows(rows: readonly [string, number][]): Work<void> {
  const columns = ['userHash', 'modelId']
  yield* insertAll({ table: '"Like"', columns, rows, onConflict: 'ON CONFLICT DO NOTHING' })
}

/** As JSON. */
function uidsOf(likes: readonly UserLike[]): string {
  return JSON.stringify([...new Set(likes.map(({ uid }) => uid))])
}

/**
 * Stores what one user likes on Sketchfab, as far as the catalogue has it from there and it is not gone. Returns how many of
 * these likes are new.
 */
export function* writeLikesOfUser(userHash: string, uids: readonly string[]): Work<number> {
  const list = JSON.stringify(uids)
  const added = yield* insertOfUser.run(userHash, list)
  if (added === 0) return 0
  yield* countOnModels.run(list)
  yield* bumpCatalogueRevision()
  return added
}

/** Whether any like is stored. */
export function* hasLikes(): Work<boolean> {
  return (yield* findAny.first()) !== undefined
}

function* countLikes(): Work<number> {
  return (yield* countAll.first())?.count ?? 0
}

/** All likes, those of a user one after another. */
export const readLikeBlocks: ReadBlocks<StoredLike> = (perform) =>
  blocksByKey(
    perform,
    { user: '', model: 0 },
    ({ user, model }, limit) => readAfter.all(user, model, limit),
    (like) => like,
  )

/**
 * Keeps the models that have likes but are none of these out of the index from the next run on, and lets all others
 * in. Returns how many models are out.
 *
 * @param aboveThreshold their ids; null lets every model in
 */
export function* setAboveThreshold(aboveThreshold: ReadonlySet<number> | null): Work<number> {
  if (aboveThreshold === null) {
    yield* letAllIn.run()
    return 0
  }
  yield* leaveOut.run(JSON.stringify([...aboveThreshold]))
  return (yield* countOut.first())?.count ?? 0
}
