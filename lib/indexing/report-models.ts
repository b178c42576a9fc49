import type { Database, ListedModel } from '@/lib/database/database'
import type { ReportPicture } from '@/lib/evaluation/report/sections/contact-sheets'
import type { ObjectStorage } from '@/lib/storage/storage'
import { inlinedPicture } from '@/lib/thumbnails/inlined-picture'

/** How many models are read at once. */
const AT_ONCE = 500
/** Twice what a tile of a contact sheet is wide, in pixels. */
const PICTURE_SIDE = 208

/** The categories of models, by id; those without any, and those that are not listed any more, have none. */
export async function readCategories(
  database: Database,
  modelIds: ArrayLike<number>,
): Promise<Map<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>()
  for await (const { id, categories } of readModels(database, modelIds))
    if (categories.length > 0) found.set(id, categories)
  return found
}

/** What contact sheets show of models, by id, pictures included. @throws StorageError */
export async function readPictures(
  { database, storage }: { database: Database; storage: ObjectStorage },
  modelIds: readonly number[],
): Promise<Map<number, ReportPicture>> {
  const found = new Map<number, ReportPicture>()
  for await (const { id, name, ageRestricted, thumbnail } of readModels(database, modelIds)) {
    const source = await inlinedPicture(storage, thumbnail.hash, PICTURE_SIDE)
    found.set(id, { name, source, tint: thumbnail.tint, ageRestricted })
  }
  return found
}

async function* readModels(database: Database, modelIds: ArrayLike<number>): AsyncGenerator<ListedModel> {
  const ids = Array.from(modelIds)
  for (let start = 0; start < ids.length; start += AT_ONCE)
    yield* await database.catalogue.readListedModels(ids.slice(start, start + AT_ONCE))
}
