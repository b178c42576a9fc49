import type { DescribedModel } from '@/lib/facts/described-model'
import { bumpCatalogueRevision } from './catalogue-revision'
import type { Connection } from './connection'
import { recordFailure } from './failures'
import type { ListedModel } from './listed-models'
import { hasKeywords, replaceKeywords, sorted } from './model-keywords'
import { isRemoved } from './removed-models'
import { type ThumbnailRow, thumbnailWriter } from './thumbnails'

/** A model as it is written. */
export type ModelRecord = DescribedModel & {
  /** Null when no thumbnail could be had: the one stored before is then kept. */
  thumbnail: ThumbnailRow | null
  /** Why there is no thumbnail; becomes a Failure of stage `thumbnail`. */
  failure: string | null
}

export type UpsertCounts = { added: number; updated: number; unchanged: number }

type ModelRow = Pick<ListedModel, 'id' | 'uid' | 'name' | 'url' | 'author' | 'license'> & {
  thumbnailHash: string | null
}

/**
 * Writes models of one source in one transaction: new ones are added, known ones (same sourceKey) updated
 * where they differ, with their tags, categories, labels, search entry and thumbnail failure. One that was taken
 * down is left out.
 *
 * @param isGone says whether the thing behind a sourceKey no longer exists. A new record whose uid belongs
 *   to such a model takes that model over, so that a folder that was moved keeps its uids.
 */
export function upsertModels(
  connection: Connection,
  source: string,
  records: readonly ModelRecord[],
  isGone: (sourceKey: string) => boolean = () => false,
): UpsertCounts {
  const bySourceKey = connection.prepare<[string, string], ModelRow>(
    'SELECT id, uid, name, url, author, license, thumbnailHash FROM Model WHERE source = ? AND sourceKey = ?',
  )
  const byUid = connection.prepare<[string], ModelRow & { source: string; sourceKey: string }>(
    'SELECT id, uid, source, sourceKey, name, url, author, license, thumbnailHash FROM Model WHERE uid = ?',
  )
  const writeThumbnail = thumbnailWriter(connection)
  const insertModel = connection.prepare(
    'INSERT INTO Model (uid, source, sourceKey, name, url, author, license, thumbnailHash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const moveModel = connection.prepare('UPDATE Model SET sourceKey = ? WHERE id = ?')
  const updateModel = connection.prepare(
    'UPDATE Model SET name = ?, url = ?, author = ?, license = ?, thumbnailHash = ? WHERE id = ?',
  )
  const readLabels = connection.prepare<[number], { column: string; value: string }>(
    'SELECT "column", value FROM ModelLabel WHERE modelId = ? ORDER BY "column"',
  )
  const clearLabels = connection.prepare('DELETE FROM ModelLabel WHERE modelId = ?')
  const insertLabel = connection.prepare('INSERT INTO ModelLabel (modelId, "column", value) VALUES (?, ?, ?)')
  const clearFailure = connection.prepare("DELETE FROM Failure WHERE modelId = ? AND stage = 'thumbnail'")

  function freeUid(record: ModelRecord): { uid: string; takenOver: ModelRow | null } {
    for (const uid of record.uidCandidates) {
      const holder = byUid.get(uid)
      if (!holder) return { uid, takenOver: null }
      if (holder.source === source && isGone(holder.sourceKey)) return { uid, takenOver: holder }
    }
    const base = record.uidCandidates.at(-1) ?? record.sourceKey
    for (let suffix = 2; ; suffix++) {
      const uid = `${base}-${suffix}`
      if (!byUid.get(uid)) return { uid, takenOver: null }
    }
  }

  function find(record: ModelRecord): { existing: ModelRow | null; uid: string } {
    const known = bySourceKey.get(source, record.sourceKey)
    if (known) return { existing: known, uid: known.uid }
    const { uid, takenOver } = freeUid(record)
    if (takenOver) moveModel.run(record.sourceKey, takenOver.id)
    return { existing: takenOver, uid }
  }

  function isUnchanged(existing: ModelRow, record: ModelRecord, thumbnailHash: string | null): boolean {
    const labels = Object.fromEntries(readLabels.all(existing.id).map((row) => [row.column, row.value]))
    const labelNames = sorted([...Object.keys(labels), ...Object.keys(record.labels)])
    return (
      existing.name === record.name &&
      existing.url === record.url &&
      existing.author === record.author &&
      existing.license === record.license &&
      existing.thumbnailHash === thumbnailHash &&
      hasKeywords(connection, existing.id, record) &&
      labelNames.every((name) => labels[name] === record.labels[name])
    )
  }

  function writeModel(record: ModelRecord): keyof UpsertCounts {
    const { existing, uid } = find(record)
    const { thumbnail } = record
    if (thumbnail && writeThumbnail(thumbnail)) areThumbnailsChanged = true
    const thumbnailHash = thumbnail?.hash ?? existing?.thumbnailHash ?? null
    const values = [record.name, record.url, record.author, record.license, thumbnailHash]
    const changed = !existing || !isUnchanged(existing, record, thumbnailHash)
    const id =
      existing?.id ?? Number(insertModel.run(uid, source, record.sourceKey, ...values).lastInsertRowid)

    if (record.failure === null) clearFailure.run(id)
    else recordFailure(connection, id, 'thumbnail', record.failure)
    if (!changed) return 'unchanged'

    if (existing) updateModel.run(...values, id)
    replaceKeywords(connection, id, record)
    clearLabels.run(id)
    for (const [column, value] of Object.entries(record.labels)) insertLabel.run(id, column, value)
    return existing ? 'updated' : 'added'
  }

  let areThumbnailsChanged = false
  const write = connection.transaction(() => {
    const counts: UpsertCounts = { added: 0, updated: 0, unchanged: 0 }
    for (const record of records) {
      if (!isRemoved(connection, record.sourceKey)) counts[writeModel(record)]++
    }
    if (areThumbnailsChanged || counts.added + counts.updated > 0) bumpCatalogueRevision(connection)
    return counts
  })
  return write.immediate()
}

export function countModels(connection: Connection): number {
  return connection.prepare<[], { count: number }>('SELECT count(*) AS count FROM Model').get()?.count ?? 0
}

/** The sourceKeys of all models of a source, with their uids. */
export function listSourceKeys(connection: Connection, source: string): { sourceKey: string; uid: string }[] {
  return connection
    .prepare<[string], { sourceKey: string; uid: string }>(
      'SELECT sourceKey, uid FROM Model WHERE source = ? ORDER BY id',
    )
    .all(source)
}

/**
 * Removes models and all that hangs on them, their rows in every similarity table included, in one
 * transaction. In the rows of others their ids stay: readers find no model by them, and none gets them again.
 * Thumbnails and embeddings stay: they belong to images, and come back into use when the models do.
 */
export function removeModels(connection: Connection, source: string, sourceKeys: readonly string[]): number {
  if (sourceKeys.length === 0) return 0
  const doomed = JSON.stringify(sourceKeys)
  const ids = 'SELECT id FROM Model WHERE source = ? AND sourceKey IN (SELECT value FROM json_each(?))'
  const remove = connection.transaction(() => {
    connection.prepare(`DELETE FROM NeighbourList WHERE modelId IN (${ids})`).run(source, doomed)
    connection.prepare(`DELETE FROM ModelSearch WHERE rowid IN (${ids})`).run(source, doomed)
    const { changes } = connection.prepare(`DELETE FROM Model WHERE id IN (${ids})`).run(source, doomed)
    connection.prepare('DELETE FROM Tag WHERE id NOT IN (SELECT tagId FROM ModelTag)').run()
    connection.prepare('DELETE FROM Category WHERE id NOT IN (SELECT categoryId FROM ModelCategory)').run()
    bumpCatalogueRevision(connection)
    return changes
  })
  return remove.immediate()
}
