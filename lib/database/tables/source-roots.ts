import { statement, type Work } from '../statement'
import { bumpCatalogueRevision } from './catalogue-revision'

export type MovedRoot = {
  /** Models that are found below the new root from now on. */
  moved: number
  /** Models that stay where they were, as the new place is another model's already. */
  kept: { uid: string; sourceKey: string; holder: string }[]
}

const listBelow = statement<{ source: string; from: string }, { id: number; uid: string; sourceKey: string }>(
  `SELECT id, uid, sourceKey FROM Model
   WHERE source = @source AND substr(sourceKey, 1, length(CAST(@from AS TEXT))) = @from ORDER BY id`,
)
const findHolder = statement<[string, string], { uid: string }>(
  'SELECT uid FROM Model WHERE source = ? AND sourceKey = ?',
)
const moveModel = statement<[string, number]>('UPDATE Model SET sourceKey = ? WHERE id = ?')
const addRemovals = statement<{ from: string; to: string }>(
  `INSERT INTO RemovedModel (sourceKey, uid, removedAt)
   SELECT CAST(@to AS TEXT) || substr(sourceKey, length(CAST(@from AS TEXT)) + 1), uid, removedAt FROM RemovedModel
   WHERE substr(sourceKey, 1, length(CAST(@from AS TEXT))) = @from ON CONFLICT DO NOTHING`,
)

/**
 * Tells the catalogue that what a source has below one root is below another now, in one transaction: models keep their
 * uids and all that hangs on them, and what was taken down stays so.
 *
 * @param from and to: how sourceKeys begin, separator included
 */
export function* moveSourceRoot(source: string, from: string, to: string): Work<MovedRoot> {
  const result: MovedRoot = { moved: 0, kept: [] }
  for (const { id, uid, sourceKey } of yield* listBelow.all({ source, from })) {
    const key = to + sourceKey.slice(from.length)
    const holder = yield* findHolder.first(source, key)
    if (holder) result.kept.push({ uid, sourceKey, holder: holder.uid })
    else {
      yield* moveModel.run(key, id)
      result.moved++
    }
  }
  yield* addRemovals.run({ from, to })
  if (result.moved > 0) yield* bumpCatalogueRevision()
  return result
}
