import { insertAll, statement, type Work } from '../statement'

/** What near-duplicates of a thumbnail are found by; see lib/thumbnails/shape.ts. */
export type StoredShape = { hash: string; version: number; pixels: Uint8Array; shape: Uint8Array }

const knownAmong = statement<[string], { hash: string }>(
  ({ eachText }) => `SELECT hash FROM Thumbnail WHERE hash IN (SELECT value FROM ${eachText} AS wanted)`,
)

/** Stores shapes in the place of older ones, but of thumbnails that were taken down meanwhile. */
export function* writeShapes(shapes: readonly StoredShape[]): Work<void> {
  if (shapes.length === 0) return
  const hashes = JSON.stringify(shapes.map(({ hash }) => hash))
  const known = new Set((yield* knownAmong.all(hashes)).map(({ hash }) => hash))
  yield* insertAll({
    table: 'ThumbnailShape',
    columns: ['hash', 'version', 'pixels', 'shape'],
    rows: shapes
      .filter(({ hash }) => known.has(hash))
      .map(({ hash, version, pixels, shape }) => [hash, version, pixels, shape]),
    onConflict: `ON CONFLICT (hash) DO UPDATE
      SET version = excluded.version, pixels = excluded.pixels, shape = excluded.shape`,
  })
}

/** What of the catalogue an index run is over. */
const INDEXED = 'isListed AND NOT isBelowThreshold'

const listWithout = statement<[number], { hash: string }>(
  `SELECT hash FROM Thumbnail
   WHERE NOT EXISTS (SELECT 1 FROM ThumbnailShape WHERE ThumbnailShape.hash = Thumbnail.hash AND version = ?)
   AND EXISTS (SELECT 1 FROM Model WHERE thumbnailHash = Thumbnail.hash AND ${INDEXED})
   ORDER BY hash`,
)

/** The hashes of thumbnails that an index run is over and whose shapes are not known, or of another version. */
export function* listThumbnailsWithoutShape(version: number): Work<string[]> {
  return (yield* listWithout.all(version)).map(({ hash }) => hash)
}

const readSome = statement<[number, string], { hash: string; shape: Buffer }>(
  ({ eachText }) =>
    `SELECT hash, shape FROM ThumbnailShape
     WHERE version = ? AND hash IN (SELECT value FROM ${eachText} AS wanted)`,
)

/** The shapes of some thumbnails, as far as they are known in a version. */
export function* readShapes(
  version: number,
  hashes: readonly string[],
): Work<{ hash: string; shape: Buffer }[]> {
  return yield* readSome.all(version, JSON.stringify(hashes))
}

const shared = statement<[], { modelId: number; pixels: Buffer }>(
  `SELECT Model.id AS modelId, pixels FROM ThumbnailShape
   JOIN Model ON thumbnailHash = ThumbnailShape.hash
   WHERE ${INDEXED} AND pixels IN (
     SELECT pixels FROM ThumbnailShape JOIN Model ON thumbnailHash = ThumbnailShape.hash
     WHERE ${INDEXED} GROUP BY pixels HAVING count(*) > 1
   )
   ORDER BY pixels, Model.id`,
)

/** The ids of models that an index run is over and whose pictures are the same to the pixel: two or more together. */
export function* listCopies(): Work<number[][]> {
  const copies = new Map<string, number[]>()
  for (const { modelId, pixels } of yield* shared.all()) {
    const key = pixels.toString('hex')
    const same = copies.get(key)
    if (same) same.push(modelId)
    else copies.set(key, [modelId])
  }
  return [...copies.values()]
}
