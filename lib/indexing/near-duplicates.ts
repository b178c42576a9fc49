import type { Database } from '@/lib/database/database'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { groupSameThings } from '@/lib/similarity/group-same-things'
import { isCandidate, type Link, sameThings } from '@/lib/similarity/near-duplicates'
import { SHAPE_VERSION, type Shape, unpackShape } from '@/lib/similarity/shape'
import { type ModelList, modelsBetween } from './model-list'

/** Of so many thumbnails shapes are held, some 1.3 kB each; beyond that they are read again. */
const MOST_HELD = 100_000

/**
 * The groups of models that are the same thing under a run: pictures that are the same to the pixel, and of each model's neighbours
 * those whose pictures differ by no more than a colour or a detail.
 *
 * @param models that the run's similarity table is over
 * @param checkpoint awaited before each block of models; may throw to end the work
 */
export async function findNearDuplicates(
  database: Database,
  { runId, models }: { runId: number; models: ModelList },
  checkpoint: () => Promise<void>,
  progress: (done: number) => void = () => {},
): Promise<number[][]> {
  const shapes = shapesOfModels(database, models)
  const links: Link[] = []
  const indistinct = new Set<number>()
  let done = 0
  for await (const rows of database.neighbours.readRows(runId, DEFAULT_KIND)) {
    await checkpoint()
    const candidates = rows.map(({ modelId, neighbourIds, scores }) => ({
      modelId,
      neighbours: Array.from(neighbourIds, (id, place) => ({ id, score: scores[place] ?? 0 })).filter(
        ({ score }) => isCandidate(score),
      ),
    }))
    const shapeOf = await shapes(
      candidates.flatMap(({ modelId, neighbours }) => [modelId, ...neighbours.map(({ id }) => id)]),
    )
    for (const { modelId, neighbours } of candidates) {
      const shape = shapeOf(modelId)
      if (!shape) continue
      const known = neighbours.flatMap(({ id, score }) => {
        const other = shapeOf(id)
        return other ? [{ id, score, shape: other }] : []
      })
      const found = sameThings({ id: modelId, shape }, known)
      links.push(...found.links)
      if (!found.isDistinct) indistinct.add(modelId)
    }
    progress((done += rows.length))
  }
  const own = new Set(models.ids)
  const copies = (await database.shapes.listCopies())
    .map((ids) => ids.filter((id) => own.has(id)))
    .filter(({ length }) => length > 1)
  return groupSameThings(
    copies,
    links.filter(({ one, other }) => !indistinct.has(one) && !indistinct.has(other)),
  )
}

type ShapeOf = (modelId: number) => Shape | undefined

/** Reads the shapes of models, as far as they are not held already. */
function shapesOfModels(
  { shapes }: Pick<Database, 'shapes'>,
  models: ModelList,
): (modelIds: readonly number[]) => Promise<ShapeOf> {
  const thumbnailOf = new Map<number, number>()
  models.ids.forEach((id, row) => thumbnailOf.set(id, models.thumbnails[row] ?? 0))
  const held = new Map<number, Shape | undefined>()
  const shapeOf: ShapeOf = (modelId) => {
    const thumbnail = thumbnailOf.get(modelId)
    return thumbnail === undefined ? undefined : held.get(thumbnail)
  }
  return async (modelIds) => {
    const wanted = new Set(modelIds.flatMap((id) => thumbnailOf.get(id) ?? []))
    if (held.size + wanted.size > MOST_HELD) held.clear()
    const missing = [...wanted].filter((thumbnail) => !held.has(thumbnail))
    if (missing.length === 0) return shapeOf
    for (const thumbnail of missing) held.set(thumbnail, undefined)
    const hashes = missing.map((thumbnail) => models.hashes.hashOf(thumbnail))
    for (const { hash, shape } of await shapes.readShapes(SHAPE_VERSION, hashes))
      held.set(models.hashes.numberOf(hash), unpackShape(shape))
    return shapeOf
  }
}

/** The thumbnails of models whose shapes are not known, each once. */
export async function withoutShape(
  { shapes }: Pick<Database, 'shapes'>,
  models: ModelList,
): Promise<string[]> {
  const missing = new Set(await shapes.listThumbnailsWithoutShape(SHAPE_VERSION))
  if (missing.size === 0) return []
  const own = new Set<string>()
  for (const { thumbnailHash } of modelsBetween(models, 0, models.length))
    if (missing.has(thumbnailHash)) own.add(thumbnailHash)
  return [...own]
}
