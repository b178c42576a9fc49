import type { DescribedModel } from '@/lib/facts/described-model'
import { statement, type Work } from '../statement'
import { bumpCatalogueRevision } from './catalogue-revision'
import { recordFailure } from './failures'
import { type Labels, readLabelsOf, replaceLabels } from './labels'
import type { ListedModel } from './listed-models'
import { areSameKeywords, type Keywords, readKeywords, replaceKeywords, sorted } from './model-keywords'
import { removeSearchEntries } from './search-entries'
import { listRemovedAmong } from './removed-models'
import { type ThumbnailRow, writeThumbnails } from './thumbnails'

/** A model as it is written. */
export type ModelRecord = DescribedModel & {
  /** Null when no thumbnail could be had: the one stored before is then kept. */
  thumbnail: ThumbnailRow | null
  /** Why there is no thumbnail; becomes a Failure of stage `thumbnail`. */
  failure: string | null
}

export type UpsertCounts = { added: number; updated: number; unchanged: number }

type ModelRow = Pick<ListedModel, 'id' | 'uid' | 'name' | 'url' | 'author' | 'license'> & {
  source: string
  sourceKey: string
  thumbnailHash: string | null
}

/** What is written of a model besides its id, in the order of the statements. */
type Columns = [
  name: string,
  url: string | null,
  author: string | null,
  license: string | null,
  thumbnailHash: string | null,
]

const COLUMNS = 'id, uid, source, sourceKey, name, url, author, license, thumbnailHash'
const findModels = statement<[string, string, string], ModelRow>(
  ({ eachText }) =>
    `SELECT ${COLUMNS} FROM Model WHERE source = ? AND sourceKey IN (SELECT value FROM ${eachText} AS wanted)
     UNION SELECT ${COLUMNS} FROM Model WHERE uid IN (SELECT value FROM ${eachText} AS wanted)`,
)
const findUid = statement<[string]>('SELECT 1 FROM Model WHERE uid = ?')
const findHolders = statement<[string, string], { sourceKey: string }>(
  ({ eachText }) =>
    `SELECT sourceKey FROM Model WHERE source = ? AND uid IN (SELECT value FROM ${eachText} AS wanted)`,
)
const insertModel = statement<[string, string, string, ...Columns], { id: number }>(
  `INSERT INTO Model (uid, source, sourceKey, name, url, author, license, thumbnailHash)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
)
const moveModel = statement<[string, number]>('UPDATE Model SET sourceKey = ? WHERE id = ?')
const updateModel = statement<[...Columns, number]>(
  'UPDATE Model SET name = ?, url = ?, author = ?, license = ?, thumbnailHash = ? WHERE id = ?',
)
const clearThumbnailFailures = statement<[string]>(
  ({ eachNumber }) =>
    `DELETE FROM Failure WHERE stage = 'thumbnail' AND modelId IN (SELECT value FROM ${eachNumber} AS wanted)`,
)
const countAll = statement<[], { count: number }>('SELECT count(*) AS count FROM Model')
const listKeys = statement<[string], { sourceKey: string; uid: string }>(
  'SELECT sourceKey, uid FROM Model WHERE source = ? ORDER BY id',
)
const findIds = statement<[string, string], { id: number }>(
  ({ eachText }) =>
    `SELECT id FROM Model WHERE source = ? AND sourceKey IN (SELECT value FROM ${eachText} AS wanted)`,
)
const deleteNeighbours = statement<[string]>(
  ({ eachNumber }) =>
    `DELETE FROM NeighbourList WHERE modelId IN (SELECT value FROM ${eachNumber} AS wanted)`,
)
const deleteModels = statement<[string]>(
  ({ eachNumber }) => `DELETE FROM Model WHERE id IN (SELECT value FROM ${eachNumber} AS wanted)`,
)
const deleteUnusedTags = statement(
  'DELETE FROM Tag WHERE NOT EXISTS (SELECT 1 FROM ModelTag WHERE tagId = Tag.id)',
)
const deleteUnusedCategories = statement(
  'DELETE FROM Category WHERE NOT EXISTS (SELECT 1 FROM ModelCategory WHERE categoryId = Category.id)',
)

/**
 * Writes models of one source in one transaction: new ones are added, known ones (same sourceKey) updated
 * where they differ, with their tags, categories, labels, search entry and thumbnail failure. One that was taken
 * down is left out.
 *
 * @param gone sourceKeys of those among {@link listUidHolders} behind which there is nothing any longer. A new record
 *   whose uid belongs to such a model takes that model over, so that a folder that was moved keeps its uids.
 */
export function* upsertModels(
  source: string,
  records: readonly ModelRecord[],
  gone: ReadonlySet<string> = new Set(),
): Work<UpsertCounts> {
  const removed = yield* listRemovedAmong(records.map(({ sourceKey }) => sourceKey))
  const wanted = records.filter(({ sourceKey }) => !removed.has(sourceKey))
  const areThumbnailsChanged = yield* writeThumbnails(wanted.flatMap(({ thumbnail }) => thumbnail ?? []))
  const stored = yield* readStored(source, wanted)
  const counts: UpsertCounts = { added: 0, updated: 0, unchanged: 0 }
  const changed = new Map<number, ModelRecord>()
  const failures = new Map<number, string | null>()

  for (const record of wanted) {
    const { existing, uid } = yield* findPlace(stored, source, record, gone)
    const thumbnailHash = record.thumbnail?.hash ?? existing?.thumbnailHash ?? null
    const outcome = !existing
      ? 'added'
      : isUnchanged(existing, record, thumbnailHash)
        ? 'unchanged'
        : 'updated'
    const columns: Columns = [record.name, record.url, record.author, record.license, thumbnailHash]
    if (outcome === 'updated' && existing) yield* updateModel.run(...columns, existing.id)
    const id = existing?.id ?? (yield* insertModel.first(uid, source, record.sourceKey, ...columns))?.id
    if (id === undefined) throw new Error(`The model ${uid} was not written.`)
    keepStored(stored, { id, uid, source, thumbnailHash, ...record })
    if (outcome !== 'unchanged') changed.set(id, record)
    failures.set(id, record.failure)
    counts[outcome]++
  }

  yield* replaceKeywords(changed)
  yield* replaceLabels(changed)
  yield* noteFailures(failures)
  if (areThumbnailsChanged || changed.size > 0) yield* bumpCatalogueRevision()
  return counts
}

/** The sourceKeys of the models of a source that have one of these uids. */
export function* listUidHolders(source: string, uids: readonly string[]): Work<string[]> {
  return (yield* findHolders.all(source, JSON.stringify(uids))).map(({ sourceKey }) => sourceKey)
}

export function* countModels(): Work<number> {
  return (yield* countAll.first())?.count ?? 0
}

/** The sourceKeys of all models of a source, with their uids. */
export function* listSourceKeys(source: string): Work<{ sourceKey: string; uid: string }[]> {
  return yield* listKeys.all(source)
}

/**
 * Removes models and all that hangs on them, their rows in every similarity table included, in one
 * transaction. In the rows of others their ids stay: readers find no model by them, and none gets them again.
 * Thumbnails and embeddings stay: they belong to images, and come back into use when the models do.
 */
export function* removeModels(source: string, sourceKeys: readonly string[]): Work<number> {
  if (sourceKeys.length === 0) return 0
  const found = yield* findIds.all(source, JSON.stringify(sourceKeys))
  const doomed = JSON.stringify(found.map(({ id }) => id))
  yield* deleteNeighbours.run(doomed)
  yield* removeSearchEntries(doomed)
  yield* deleteModels.run(doomed)
  yield* deleteUnusedTags.run()
  yield* deleteUnusedCategories.run()
  yield* bumpCatalogueRevision()
  return found.length
}

type StoredModel = ModelRow & Keywords & { labels: Labels }

/** The models that records are of, or that have the uids which these would like, as they are by now. */
type Stored = { bySourceKey: Map<string, StoredModel>; byUid: Map<string, StoredModel> }

function* readStored(source: string, records: readonly ModelRecord[]): Work<Stored> {
  const rows = yield* findModels.all(
    source,
    JSON.stringify(records.map(({ sourceKey }) => sourceKey)),
    JSON.stringify(records.flatMap(({ uidCandidates }) => uidCandidates)),
  )
  const ids = rows.map(({ id }) => id)
  const keywords = yield* readKeywords(ids)
  const labels = yield* readLabelsOf(ids)
  const models = rows.map((row): StoredModel => {
    const { tags, categories } = keywords.get(row.id) ?? { tags: [], categories: [] }
    return { ...row, tags, categories, labels: labels.get(row.id) ?? {} }
  })
  return {
    bySourceKey: new Map(
      models.flatMap((model) => (model.source === source ? [[model.sourceKey, model]] : [])),
    ),
    byUid: new Map(models.map((model) => [model.uid, model])),
  }
}

function keepStored({ bySourceKey, byUid }: Stored, model: StoredModel): void {
  bySourceKey.set(model.sourceKey, model)
  byUid.set(model.uid, model)
}

/** The model that a record is of, or takes over; or else the uid that it gets. */
function* findPlace(
  { bySourceKey, byUid }: Stored,
  source: string,
  { sourceKey, uidCandidates }: ModelRecord,
  gone: ReadonlySet<string>,
): Work<{ existing: StoredModel | null; uid: string }> {
  const known = bySourceKey.get(sourceKey)
  if (known) return { existing: known, uid: known.uid }
  for (const uid of uidCandidates) {
    const holder = byUid.get(uid)
    if (!holder) return { existing: null, uid }
    if (holder.source !== source || !gone.has(holder.sourceKey)) continue
    yield* moveModel.run(sourceKey, holder.id)
    bySourceKey.delete(holder.sourceKey)
    return { existing: holder, uid }
  }
  const base = uidCandidates.at(-1) ?? sourceKey
  for (let suffix = 2; ; suffix++) {
    const uid = `${base}-${suffix}`
    if ((yield* findUid.first(uid)) === undefined) return { existing: null, uid }
  }
}

function isUnchanged(existing: StoredModel, record: ModelRecord, thumbnailHash: string | null): boolean {
  const labelNames = sorted([...Object.keys(existing.labels), ...Object.keys(record.labels)])
  return (
    existing.name === record.name &&
    existing.url === record.url &&
    existing.author === record.author &&
    existing.license === record.license &&
    existing.thumbnailHash === thumbnailHash &&
    areSameKeywords(existing, record) &&
    labelNames.every((name) => existing.labels[name] === record.labels[name])
  )
}

/** Remembers why models have no thumbnail, by id, and forgets it of those of which that is null. */
function* noteFailures(failures: ReadonlyMap<number, string | null>): Work<void> {
  const mended: number[] = []
  for (const [id, reason] of failures) {
    if (reason === null) mended.push(id)
    else yield* recordFailure(id, 'thumbnail', reason)
  }
  yield* clearThumbnailFailures.run(JSON.stringify(mended))
}
