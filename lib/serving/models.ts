import 'server-only'
import type { z } from 'zod'
import { countByCategory, countMatchesByCategory, readWhatOrders } from '@/lib/database/catalogue-overview'
import { listModelIds } from '@/lib/database/model-listing'
import { countMatchesUpTo, type Matches, matchModels, type ModelFilter } from '@/lib/database/model-matches'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { NO_SUCH_PAGE } from './browse-selection'
import { encodeCursor } from './cursor'
import { database, noting, oncePerRevision } from './database'
import { readModelViews, toModelView } from './model-views'
import { type ListParameters, listParameters, modelParts, positionOf } from './parameters'
import { readCatalogueSize, readPublishedRun } from './published-run'
import { modelListSchema, modelSchema } from './schemas'
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

export const listModels = endpoint({
  method: 'GET',
  path: '/api/models',
  access: 'anybody',
  isKept: true,
  operationId: 'listModels',
  summary: 'List and search models',
  query: listParameters,
  answers: { 200: json(modelListSchema, 'One page of models') },
  respond: ({ query }) => pageOf(matchModels(database().connection, filterOf(query)), query),
})

function filterOf({ query, category, tag, license }: ModelFilter): ModelFilter {
  return { query, category, tag, license }
}

type Place = Pick<ListParameters, 'sort' | 'cursor' | 'limit'>

/** @throws ProblemError 400 when the cursor belongs to another listing. */
function pageOf(matches: Matches, { sort, cursor, limit }: Place): z.infer<typeof modelListSchema> {
  const position = positionOf(cursor, sort, matches.filter.query)
  const { ids, next } = listModelIds(database().connection, matches, sort ?? 'relevance', position, limit)
  const views = readModelViews(ids)
  return { models: ids.flatMap((id) => views.get(id) ?? []), nextCursor: next && encodeCursor(next) }
}

export const getModel = endpoint({
  method: 'GET',
  path: '/api/models/{uid}',
  access: 'anybody',
  isKept: true,
  operationId: 'getModel',
  summary: 'One model',
  parts: modelParts,
  answers: { 200: json(modelSchema, 'The model'), 404: 'No such model' },
  respond({ parts: { uid } }): ModelView {
    const model = database().findListedModel(uid)
    if (!model) throw new ProblemError(404, `There is no model “${uid}”.`)
    return toModelView(model)
  },
})

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
