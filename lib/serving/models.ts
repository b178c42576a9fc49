import 'server-only'
import type { z } from 'zod'
import { countByCategory, countMatchesByCategory, readWhatOrders } from '@/lib/database/catalogue-overview'
import { listModelIds } from '@/lib/database/model-listing'
import { countMatchesUpTo, type Matches, matchModels, type ModelFilter } from '@/lib/database/model-matches'
import { NO_SUCH_PAGE } from './browse-selection'
import { encodeCursor } from './cursor'
import { database, noting, oncePerRevision } from './database'
import { readModelViews, toModelView } from './model-views'
import { positionOf, type ListParameters } from './parameters'
import { ProblemError } from './problems'
import { readCatalogueSize, readPublishedRun } from './published-run'
import type { modelListSchema } from './schemas'
import {
  type BrowseSelection,
  type BrowseView,
  type CategoryView,
  type ModelView,
  type Sort,
  SORTS,
} from './views'

const PAGE_SIZE = 48

/** Beyond this many matches the page says “more than”. */
const COUNTED_MODELS = 1_000

const readCategories = oncePerRevision(async () => countByCategory(database().connection))

const readWhatSorts = oncePerRevision(async () => readWhatOrders(database().connection))

/**
 * One page of the models that match.
 *
 * @throws ProblemError 400 when the cursor belongs to another listing.
 */
export function listModels(parameters: ListParameters): z.infer<typeof modelListSchema> {
  return pageOf(matchModels(database().connection, filterOf(parameters)), parameters)
}

function filterOf({ query, category, tag, license }: ModelFilter): ModelFilter {
  return { query, category, tag, license }
}

type Place = Pick<ListParameters, 'sort' | 'cursor' | 'limit'>

function pageOf(matches: Matches, { sort, cursor, limit }: Place): z.infer<typeof modelListSchema> {
  const position = positionOf(cursor, sort, matches.filter.query)
  const { ids, next } = listModelIds(database().connection, matches, sort ?? 'relevance', position, limit)
  const views = readModelViews(ids)
  return { models: ids.flatMap((id) => views.get(id) ?? []), nextCursor: next && encodeCursor(next) }
}

/** @throws ProblemError 404 */
export function readModel(uid: string): ModelView {
  const model = database().findListedModel(uid)
  if (!model) throw new ProblemError(404, `There is no model “${uid}”.`)
  return toModelView(model)
}

/** Everything on the browse page. A cursor that does not fit the rest shows the first page, and a note says so. */
export const readBrowsePage = noting(async (selection: BrowseSelection): Promise<BrowseView> => {
  const run = await readPublishedRun()
  const catalogueSize = await readCatalogueSize()
  const matches = matchModels(database().connection, filterOf(selection))
  return {
    selection,
    ...firstOrAskedPage(matches, selection),
    total: countTotal(matches, catalogueSize),
    categories: await categoriesFor(selection, matches),
    sorts: await sortsFor(selection),
    catalogueSize,
    isPublished: run !== null,
  }
})

function firstOrAskedPage(matches: Matches, { sort, cursor }: BrowseSelection) {
  try {
    return { ...pageOf(matches, { sort, cursor, limit: PAGE_SIZE }), notes: [] }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { ...pageOf(matches, { sort, limit: PAGE_SIZE }), notes: [NO_SUCH_PAGE] }
  }
}

/** The categories that can be chosen with the rest of the selection, and how many models each would show. */
async function categoriesFor(selection: BrowseSelection, matches: Matches): Promise<CategoryView[]> {
  const all = await readCategories()
  const { category } = selection
  const others = { ...filterOf(selection), category: undefined }
  if (isEverything(others)) return all

  const { connection } = database()
  const counted = countMatchesByCategory(
    connection,
    category === undefined ? matches : matchModels(connection, others),
  )
  if (counted === null) return all.map(({ name }) => ({ name, count: null }))
  const counts = new Map(counted.map(({ name, count }) => [name, count]))
  // In the order of the whole catalogue, so that they do not change places from letter to letter.
  return all.flatMap(({ name }) => {
    const count = counts.get(name) ?? 0
    return count > 0 || name === category ? { name, count } : []
  })
}

async function sortsFor({ query }: BrowseSelection): Promise<Sort[]> {
  const { byLikes, byDate } = await readWhatSorts()
  const tellsApart = { relevance: query !== undefined, likes: byLikes, name: true, recent: byDate }
  return SORTS.filter((sort) => tellsApart[sort])
}

function isEverything({ query, category, tag, license }: ModelFilter): boolean {
  return [query, category, tag, license].every((part) => part === undefined)
}

function countTotal(matches: Matches, catalogueSize: number): BrowseView['total'] {
  if (isEverything(matches.filter)) return { count: catalogueSize, isExact: true }
  const count = countMatchesUpTo(database().connection, matches, COUNTED_MODELS + 1)
  return { count: Math.min(count, COUNTED_MODELS), isExact: count <= COUNTED_MODELS }
}
