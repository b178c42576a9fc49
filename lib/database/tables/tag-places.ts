import { insertAll, statement, type Work } from '../statement'
import { packNumbers, unpackIds } from './packed-numbers'

/** The models of a tag by its place, as ids: those that have it, the nearest first, and those that lack it but are as near. */
export type TagPlace = { tag: string; modelIds: Int32Array; closeIds: Int32Array }

const find = statement<[number, string], { modelIds: Buffer; closeIds: Buffer }>(
  'SELECT modelIds, closeIds FROM TagPlace WHERE runId = ? AND tag = ?',
)
const clear = statement<[number]>('DELETE FROM TagPlace WHERE runId = ?')

/** Stores places of tags under a run. */
export function* writeTagPlaces(runId: number, places: readonly TagPlace[]): Work<void> {
  yield* insertAll({
    table: 'TagPlace',
    columns: ['runId', 'tag', 'modelIds', 'closeIds'],
    rows: places.map(({ tag, modelIds, closeIds }) => [
      runId,
      tag,
      packNumbers(modelIds),
      packNumbers(closeIds),
    ]),
  })
}

/** The place of a tag under a run; null where it has none. Some models may have been removed since, or lack the tag by now. */
export function* findTagPlace(runId: number, tag: string): Work<TagPlace | null> {
  const row = yield* find.first(runId, tag)
  if (!row) return null
  return { tag, modelIds: unpackIds(row.modelIds), closeIds: unpackIds(row.closeIds) }
}

/** Removes what a run has written of the places of tags. */
export function* clearTagPlaces(runId: number): Work<void> {
  yield* clear.run(runId)
}
