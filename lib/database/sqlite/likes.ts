import { bumpCatalogueRevision } from './catalogue-revision'
import type { Connection } from './connection'

/** That a user, known by a keyed hash, likes the model with this uid. */
export type UserLike = { userHash: string; uid: string }

export type LikeWriteCounts = {
  added: number
  /** Were there already. */
  repeated: number
  /** Are of models that the catalogue does not have; they are not stored. */
  unknown: number
}

/** Stores likes in one transaction. Models that only files know are given their number as their number of likes. */
export function writeLikes(connection: Connection, likes: readonly UserLike[]): LikeWriteCounts {
  const insert = connection.prepare('INSERT OR IGNORE INTO "Like" (userHash, modelId) VALUES (?, ?)')
  const find = connection.prepare<[string], number>('SELECT id FROM Model WHERE uid = ?').pluck()
  const write = connection.transaction(() => {
    const counts: LikeWriteCounts = { added: 0, repeated: 0, unknown: 0 }
    for (const { userHash, uid } of likes) {
      const modelId = find.get(uid)
      if (modelId === undefined) counts.unknown++
      else if (insert.run(userHash, modelId).changes > 0) counts.added++
      else counts.repeated++
    }
    connection
      .prepare(
        `UPDATE Model SET likeCount = (SELECT count(*) FROM "Like" WHERE modelId = Model.id)
         WHERE source = 'psv' AND fetchedAt IS NULL`,
      )
      .run()
    if (counts.added > 0) bumpCatalogueRevision(connection)
    return counts
  })
  return write.immediate()
}

/** All likes, by the id of the model. */
export function readLikes(connection: Connection): { user: string; model: number }[] {
  return connection
    .prepare<[], { user: string; model: number }>('SELECT userHash AS user, modelId AS model FROM "Like"')
    .all()
}

/**
 * Keeps the models that have likes but are none of these out of the index from the next run on, and lets all others
 * in. Returns how many models are out.
 *
 * @param aboveThreshold their ids; null lets every model in
 */
export function setAboveThreshold(
  connection: Connection,
  aboveThreshold: ReadonlySet<number> | null,
): number {
  const set = connection.transaction(() => {
    if (aboveThreshold === null) {
      connection.prepare('UPDATE Model SET isBelowThreshold = 0 WHERE isBelowThreshold').run()
      return 0
    }
    connection
      .prepare(
        `UPDATE Model SET isBelowThreshold =
           id IN (SELECT modelId FROM "Like") AND id NOT IN (SELECT value FROM json_each(?))`,
      )
      .run(JSON.stringify([...aboveThreshold]))
    return (
      connection.prepare<[], number>('SELECT count(*) FROM Model WHERE isBelowThreshold').pluck().get() ?? 0
    )
  })
  return set.immediate()
}
