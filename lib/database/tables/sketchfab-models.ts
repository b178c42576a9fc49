import type { SketchfabModel } from '@/lib/facts/described-model'
import { statement, type Value, type Work } from '../statement'
import { bumpCatalogueRevision } from './catalogue-revision'
import { recordFailure } from './failures'
import { areSameKeywords, readKeywords, replaceKeywords } from './model-keywords'
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
export const BY_UID = "source IN ('sketchfab', 'psv')"

const COLUMNS = (
  'source sourceKey name description url embedUrl author authorUrl license likeCount viewCount faceCount ' +
  'isDownloadable isAnimated ageRestricted publishedAt thumbnailUrl goneAt'
).split(' ')
const NAMES = COLUMNS.join(', ')
const GIVEN = COLUMNS.map((column) => `@${column}`).join(', ')

const findModel = statement<[string], { id: number; isOurs: number }>(
  `SELECT id, ${BY_UID} AS isOurs FROM Model WHERE uid = ?`,
)
const insertModel = statement<Record<string, Value>, { id: number }>(
  `INSERT INTO Model (uid, ${NAMES}) VALUES (@uid, ${GIVEN}) RETURNING id`,
)
const updateModel = statement<Record<string, Value>>(
  `UPDATE Model SET ${COLUMNS.map((column) => `${column} = @${column}`).join(', ')}
   WHERE uid = @uid AND (${NAMES}) IS DISTINCT FROM (${GIVEN})`,
)
const setFetched = statement<[string, number]>('UPDATE Model SET fetchedAt = ? WHERE id = ?')
const clearFailures = statement<[string]>(
  ({ eachText }) =>
    `DELETE FROM Failure WHERE modelId IN (
       SELECT id FROM Model WHERE ${BY_UID} AND uid IN (SELECT value FROM ${eachText} AS wanted)
     )`,
)
const setGone = statement<[string, string, string]>(
  ({ eachText }) =>
    `UPDATE Model SET goneAt = ?, fetchedAt = ?
     WHERE ${BY_UID} AND goneAt IS NULL AND uid IN (SELECT value FROM ${eachText} AS wanted)`,
)
const listStale = statement<[string, number], { uid: string }>(
  `SELECT uid FROM Model WHERE ${BY_UID} AND goneAt IS NULL AND (fetchedAt IS NULL OR fetchedAt < ?)
   ORDER BY fetchedAt NULLS FIRST, id LIMIT ?`,
)

/**
 * Writes models by uid, in one transaction: new ones are added; those that an earlier crawl or the original project's
 * files brought are updated where they differ, and are no longer gone. All are noted as looked at.
 *
 * @param fetchedAt ISO 8601, in UTC
 */
export function* upsertSketchfabModels(
  records: readonly SketchfabModel[],
  fetchedAt: string,
): Work<SketchfabUpsertCounts> {
  const counts: SketchfabUpsertCounts = { added: 0, updated: 0, unchanged: 0, fromElsewhere: 0, removed: 0 }
  for (const record of records) counts[yield* writeModel(record, fetchedAt)]++
  if (counts.added + counts.updated > 0) yield* bumpCatalogueRevision()
  return counts
}

function* writeModel(record: SketchfabModel, fetchedAt: string): Work<keyof SketchfabUpsertCounts> {
  if (yield* isRemoved(record.uid)) return 'removed'
  const existing = yield* findModel.first(record.uid)
  if (existing?.isOurs === 0) return 'fromElsewhere'
  const values = valuesOf(record)
  const id = existing?.id ?? (yield* insertModel.first(values))?.id
  if (id === undefined) throw new Error(`The model ${record.uid} was not written.`)
  const isOther = existing === undefined || (yield* updateModel.run(values)) > 0
  const keywords = (yield* readKeywords([id])).get(id)
  const isChanged = isOther || !keywords || !areSameKeywords(keywords, record)
  if (isChanged) yield* replaceKeywords(new Map([[id, record]]))
  if (record.thumbnailUrl === null) yield* recordFailure(id, 'thumbnail', 'Sketchfab has no thumbnail of it.')
  yield* setFetched.run(fetchedAt, id)
  if (!existing) return 'added'
  return isChanged ? 'updated' : 'unchanged'
}

function valuesOf(record: SketchfabModel) {
  return {
    uid: record.uid,
    source: 'sketchfab',
    sourceKey: record.uid,
    name: record.name,
    description: record.description,
    url: record.url,
    embedUrl: record.embedUrl,
    author: record.author,
    authorUrl: record.authorUrl,
    license: record.license,
    likeCount: record.likeCount,
    viewCount: record.viewCount,
    faceCount: record.faceCount,
    isDownloadable: Number(record.isDownloadable),
    isAnimated: Number(record.isAnimated),
    ageRestricted: Number(record.ageRestricted),
    publishedAt: record.publishedAt,
    thumbnailUrl: record.thumbnailUrl,
    goneAt: null,
  }
}

/**
 * Marks models as gone from Sketchfab: they leave the pages and the next index run, and keep their data. Returns how
 * many of the uids that was news of.
 *
 * @param goneAt ISO 8601, in UTC
 */
export function* markGone(uids: readonly string[], goneAt: string): Work<number> {
  if (uids.length === 0) return 0
  const list = JSON.stringify(uids)
  yield* clearFailures.run(list)
  const changes = yield* setGone.run(goneAt, goneAt, list)
  if (changes > 0) yield* bumpCatalogueRevision()
  return changes
}

/**
 * The uids of models that Sketchfab was not asked about since a moment, those that it never was asked about first.
 *
 * @param before ISO 8601, in UTC
 */
export function* listStaleModels(before: string, limit: number): Work<string[]> {
  return (yield* listStale.all(before, limit)).map(({ uid }) => uid)
}
