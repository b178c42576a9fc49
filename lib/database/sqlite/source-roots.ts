import { bumpCatalogueRevision } from './catalogue-revision'
import type { Connection } from './connection'

export type MovedRoot = {
  /** Models that are found below the new root from now on. */
  moved: number
  /** Models that stay where they were, as the new place is another model's already. */
  kept: { uid: string; sourceKey: string; holder: string }[]
}

/**
 * Tells the catalogue that what a source has below one root is below another now, in one transaction: models keep their
 * uids and all that hangs on them, and what was taken down stays so.
 *
 * @param from and to: how sourceKeys begin, separator included
 */
export function moveSourceRoot(connection: Connection, source: string, from: string, to: string): MovedRoot {
  const below = connection.prepare<[string, string, string], { id: number; uid: string; sourceKey: string }>(
    'SELECT id, uid, sourceKey FROM Model WHERE source = ? AND substr(sourceKey, 1, length(?)) = ? ORDER BY id',
  )
  const holderOf = connection
    .prepare<[string, string], string>('SELECT uid FROM Model WHERE source = ? AND sourceKey = ?')
    .pluck()
  const moveModel = connection.prepare('UPDATE Model SET sourceKey = ? WHERE id = ?')
  const addRemovals = connection.prepare(
    `INSERT OR IGNORE INTO RemovedModel (sourceKey, uid, removedAt)
     SELECT ? || substr(sourceKey, length(?) + 1), uid, removedAt FROM RemovedModel
     WHERE substr(sourceKey, 1, length(?)) = ?`,
  )
  const move = connection.transaction(() => {
    const result: MovedRoot = { moved: 0, kept: [] }
    for (const { id, uid, sourceKey } of below.all(source, from, from)) {
      const key = to + sourceKey.slice(from.length)
      const holder = holderOf.get(source, key)
      if (holder !== undefined) result.kept.push({ uid, sourceKey, holder })
      else {
        moveModel.run(key, id)
        result.moved++
      }
    }
    addRemovals.run(to, from, from, from)
    if (result.moved > 0) bumpCatalogueRevision(connection)
    return result
  })
  return move.immediate()
}
