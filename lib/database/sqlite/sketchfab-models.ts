import type { SketchfabModel } from '@/lib/facts/described-model'
import { bumpCatalogueRevision } from './catalogue-revision'
import type { Connection } from './connection'
import { recordFailure } from './failures'
import { hasKeywords, replaceKeywords } from './model-keywords'
import { isRemoved } from './removed-models'

export type SketchfabUpsertCounts = {
  added: number
  updated: number
  unchanged: number
  /** Have the uid of a model of another source, which stays as it is. */
  fromElsewhere: number
  /** Were taken down. */
  removed: number
}

/** Sources whose models are known by Sketchfab's own uid. */
const BY_UID = "source IN ('sketchfab', 'psv')"

const COLUMNS = (
  'source sourceKey name description url embedUrl author authorUrl license likeCount viewCount faceCount ' +
  'isDownloadable ageRestricted publishedAt thumbnailUrl goneAt'
).split(' ')

function valuesOf(record: SketchfabModel) {
  return {
    ...record,
    source: 'sketchfab',
    sourceKey: record.uid,
    isDownloadable: Number(record.isDownloadable),
    ageRestricted: Number(record.ageRestricted),
    goneAt: null,
  }
}

/**
 * Writes models by uid, in one transaction: new ones are added; those that an earlier crawl or the original project's
 * files brought are updated where they differ, and are no longer gone. All are noted as looked at.
 *
 * @param fetchedAt ISO 8601, in UTC
 */
export function upsertSketchfabModels(
  connection: Connection,
  records: readonly SketchfabModel[],
  fetchedAt: string,
): SketchfabUpsertCounts {
  const find = connection.prepare<[string], { id: number; isOurs: number }>(
    `SELECT id, ${BY_UID} AS isOurs FROM Model WHERE uid = ?`,
  )
  const named = (column: string) => `@${column}`
  const insert = connection.prepare(
    `INSERT INTO Model (uid, ${COLUMNS.join(', ')}) VALUES (@uid, ${COLUMNS.map(named).join(', ')})`,
  )
  const update = connection.prepare(
    `UPDATE Model SET ${COLUMNS.map((column) => `${column} = @${column}`).join(', ')}
     WHERE uid = @uid AND (${COLUMNS.join(', ')}) IS NOT (${COLUMNS.map(named).join(', ')})`,
  )
  const setFetched = connection.prepare('UPDATE Model SET fetchedAt = ? WHERE id = ?')

  function writeModel(record: SketchfabModel): keyof SketchfabUpsertCounts {
    if (isRemoved(connection, record.uid)) return 'removed'
    const existing = find.get(record.uid)
    if (existing?.isOurs === 0) return 'fromElsewhere'
    const values = valuesOf(record)
    const id = existing?.id ?? Number(insert.run(values).lastInsertRowid)
    const isOther = existing ? update.run(values).changes > 0 : true
    const keywordsChanged = !existing || !hasKeywords(connection, id, record)
    if (isOther || keywordsChanged) replaceKeywords(connection, id, record)
    if (record.thumbnailUrl === null)
      recordFailure(connection, id, 'thumbnail', 'Sketchfab has no thumbnail of it.')
    setFetched.run(fetchedAt, id)
    if (!existing) return 'added'
    return isOther || keywordsChanged ? 'updated' : 'unchanged'
  }

  const write = connection.transaction(() => {
    const counts: SketchfabUpsertCounts = { added: 0, updated: 0, unchanged: 0, fromElsewhere: 0, removed: 0 }
    for (const record of records) counts[writeModel(record)]++
    if (counts.added + counts.updated > 0) bumpCatalogueRevision(connection)
    return counts
  })
  return write.immediate()
}

/**
 * Marks models as gone from Sketchfab: they leave the pages and the next index run, and keep their data. Returns how
 * many of the uids that was news of.
 *
 * @param goneAt ISO 8601, in UTC
 */
export function markGone(connection: Connection, uids: readonly string[], goneAt: string): number {
  if (uids.length === 0) return 0
  const among = 'uid IN (SELECT value FROM json_each(?))'
  const write = connection.transaction(() => {
    const list = JSON.stringify(uids)
    connection
      .prepare(`DELETE FROM Failure WHERE modelId IN (SELECT id FROM Model WHERE ${BY_UID} AND ${among})`)
      .run(list)
    const { changes } = connection
      .prepare(`UPDATE Model SET goneAt = ?, fetchedAt = ? WHERE ${BY_UID} AND goneAt IS NULL AND ${among}`)
      .run(goneAt, goneAt, list)
    if (changes > 0) bumpCatalogueRevision(connection)
    return changes
  })
  return write.immediate()
}

/**
 * The uids of models that Sketchfab was not asked about since a moment, those that it never was asked about first.
 *
 * @param before ISO 8601, in UTC
 */
export function listStaleModels(connection: Connection, before: string, limit: number): string[] {
  return connection
    .prepare<[string, number], string>(
      `SELECT uid FROM Model WHERE ${BY_UID} AND goneAt IS NULL AND (fetchedAt IS NULL OR fetchedAt < ?)
       ORDER BY fetchedAt, id LIMIT ?`,
    )
    .pluck()
    .all(before, limit)
}
