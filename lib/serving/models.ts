import 'server-only'
import type { z } from 'zod'
import { countByCategory } from '@/lib/db/catalogue-overview'
import { countModelsUpTo, listModelIds, type ModelFilter } from '@/lib/db/model-listing'
import { encodeCursor } from './cursor'
import { database, noting, oncePerRevision } from './database'
import { readModelViews, toModelView } from './model-views'
import { positionOf, type ListParameters } from './parameters'
import { ProblemError } from './problems'
import { readCatalogueSize, readPublishedRun } from './published-run'
import type { modelListSchema } from './schemas'
import type { BrowseSelection, BrowseView, ModelView } from './views'

const PAGE_SIZE = 48

/** Beyond this many matches the page says “more than”. */
const COUNTED_MODELS = 1_000

const readCategories = oncePerRevision(() => countByCategory(database().prisma))

/**
 * One page of the models that match.
 *
 * @throws ProblemError 400 when the cursor belongs to another listing.
 */
export function listModels({
  sort,
  cursor,
  limit,
  ...filter
}: ListParameters): z.infer<typeof modelListSchema> {
  const { connection } = database()
  const order = sort ?? (filter.query === undefined ? 'likes' : 'relevance')
  const position = positionOf(cursor, sort, filter.query)
  const { ids, next } = listModelIds(connection, filter, order, position, limit)
  const views = readModelViews(ids)
  return { models: ids.flatMap((id) => views.get(id) ?? []), nextCursor: next && encodeCursor(next) }
}

/** @throws ProblemError 404 */
export function readModel(uid: string): ModelView {
  const model = database().findListedModel(uid)
  if (!model) throw new ProblemError(404, `There is no model “${uid}”.`)
  return toModelView(model)
}

/** Everything on the browse page. A cursor that does not fit the rest shows the first page. */
export const readBrowsePage = noting(async (selection: BrowseSelection): Promise<BrowseView> => {
  const run = await readPublishedRun()
  const catalogueSize = await readCatalogueSize()
  const page = listFrom(selection)
  return {
    selection,
    ...page,
    total: countMatching(selection, catalogueSize),
    categories: await readCategories(),
    catalogueSize,
    isPublished: run !== null,
  }
})

function listFrom(selection: BrowseSelection) {
  try {
    return listModels({ ...selection, limit: PAGE_SIZE })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return listModels({ ...selection, cursor: undefined, limit: PAGE_SIZE })
  }
}

function countMatching(
  { query, category, tag, license }: ModelFilter,
  catalogueSize: number,
): BrowseView['total'] {
  const isEverything = [query, category, tag, license].every((part) => part === undefined)
  if (isEverything) return { count: catalogueSize, isExact: true }
  const filter = { query, category, tag, license }
  const count = countModelsUpTo(database().connection, filter, COUNTED_MODELS + 1)
  return { count: Math.min(count, COUNTED_MODELS), isExact: count <= COUNTED_MODELS }
}
