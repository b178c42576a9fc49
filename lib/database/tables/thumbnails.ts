import { insertAll, statement, type Work } from '../statement'
import { bumpCatalogueRevision } from './catalogue-revision'
import { type StoredShape, writeShapes } from './thumbnail-shapes'

export type ThumbnailRow = {
  hash: string
  width: number
  height: number
  /** See `PictureLook`; both are null for what was stored before they were noted. */
  tint: string | null
  focus: number | null
  /** Written where it is given; never read with the rest. */
  shape?: Omit<StoredShape, 'hash'>
}

const findSome = statement<[string], ThumbnailRow>(
  ({ eachText }) =>
    `SELECT hash, width, height, tint, focus FROM Thumbnail
     WHERE hash IN (SELECT value FROM ${eachText} AS wanted)`,
)
const isThere = statement<[string]>('SELECT 1 FROM Thumbnail WHERE hash = ?')
const listWithoutLook = statement<[], { hash: string }>(
  'SELECT hash FROM Thumbnail WHERE tint IS NULL AND focus IS NULL ORDER BY hash',
)
const listOfModels = statement<[string], { thumbnailHash: string }>(
  ({ eachText }) =>
    `SELECT DISTINCT thumbnailHash FROM Model
     WHERE thumbnailHash IS NOT NULL AND uid IN (SELECT value FROM ${eachText} AS wanted)`,
)
const findModel = statement<[number]>('SELECT 1 FROM Model WHERE id = ?')
const setHash = statement<[string, number]>('UPDATE Model SET thumbnailHash = ? WHERE id = ?')
const clearFailure = statement<[number]>("DELETE FROM Failure WHERE modelId = ? AND stage = 'thumbnail'")
const updateLook = statement<[string | null, number | null, string]>(
  'UPDATE Thumbnail SET tint = ?, focus = ? WHERE hash = ?',
)

/** Writes thumbnails; those that are there already only get their look. True when anything has changed. */
export function* writeThumbnails(thumbnails: readonly ThumbnailRow[]): Work<boolean> {
  const wanted = new Map(thumbnails.map((thumbnail) => [thumbnail.hash, thumbnail]))
  const shapes = [...wanted.values()].flatMap(({ hash, shape }) => (shape ? [{ hash, ...shape }] : []))
  for (const { hash, tint, focus } of yield* findThumbnails([...wanted.keys()])) {
    const same = wanted.get(hash)
    if (same?.tint === tint && same.focus === focus) wanted.delete(hash)
  }
  yield* insertAll({
    table: 'Thumbnail',
    columns: ['hash', 'width', 'height', 'tint', 'focus'],
    rows: Array.from(wanted.values(), (row) => [row.hash, row.width, row.height, row.tint, row.focus]),
    onConflict: 'ON CONFLICT (hash) DO UPDATE SET tint = excluded.tint, focus = excluded.focus',
  })
  yield* writeShapes(shapes)
  return wanted.size > 0
}

/** Those of some thumbnails, by their hashes, that are in the database. */
function* findThumbnails(hashes: readonly string[]): Work<ThumbnailRow[]> {
  return yield* findSome.all(JSON.stringify(hashes))
}

/** A thumbnail by its hash; undefined when it is not in the database. */
export function* findThumbnail(hash: string): Work<ThumbnailRow | undefined> {
  return (yield* findThumbnails([hash])).at(0)
}

/** The hashes of the thumbnails that were stored before their look was noted. */
export function* listThumbnailsWithoutLook(): Work<string[]> {
  return (yield* listWithoutLook.all()).map(({ hash }) => hash)
}

/** The thumbnails of models, by their uids; unknown ones and those without have none. */
export function* thumbnailsOf(uids: readonly string[]): Work<string[]> {
  return (yield* listOfModels.all(JSON.stringify(uids))).map(({ thumbnailHash }) => thumbnailHash)
}

/** Whether a thumbnail is in the database, so that its files are wanted. */
export function* hasThumbnail(hash: string): Work<boolean> {
  return (yield* isThere.first(hash)) !== undefined
}

/**
 * Gives a model its thumbnail, and forgets that it had failed, in one transaction. False, and nothing written, for one
 * that was removed meanwhile.
 */
export function* setThumbnail(modelId: number, thumbnail: ThumbnailRow): Work<boolean> {
  if ((yield* findModel.first(modelId)) === undefined) return false
  yield* writeThumbnails([thumbnail])
  yield* setHash.run(thumbnail.hash, modelId)
  yield* clearFailure.run(modelId)
  yield* bumpCatalogueRevision()
  return true
}

/** Gives a thumbnail the look that it was stored without. False, and nothing written, for one that is gone. */
export function* setLook({ hash, tint, focus }: ThumbnailRow): Work<boolean> {
  const isThere = (yield* updateLook.run(tint, focus, hash)) > 0
  if (isThere) yield* bumpCatalogueRevision()
  return isThere
}
