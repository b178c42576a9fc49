import 'server-only'
import type { z } from 'zod'
import type { Matches, ModelFilter, TagPlace } from '@/lib/database/database'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { NO_SUCH_PAGE } from './browse-selection'
import { type CursorPosition, encodeCursor } from './cursor'
import { database, oncePerRevision } from './database'
import { readModelViews, toModelView } from './model-views'
import {
  anotherListing,
  type ListParameters,
  listParameters,
  mayFit,
  modelParts,
  positionOf,
} from './parameters'
import { readPicturesByWords } from './pictures-by-words'
import { readCatalogueSize, readPublishedRun } from './published-run'
import { modelListSchema, modelSchema } from './schemas'
import { whatWasMeant } from './what-was-meant'
import {
  type BrowseSelection,
  type BrowseView,
  type CategoryView,
  type ModelView,
  type Sort,
  SORTS,
} from './views'

const PAGE_SIZE = 48

/** One row on a wide screen, two on most. */
const CLOSE_SHOWN = 6

/** Beyond this many matches the page says “more than”. */
const COUNTED_MODELS = 1_000

const readCategories = oncePerRevision(() => database().catalogue.countByCategory())

const readWhatSorts = oncePerRevision(() => database().catalogue.readWhatOrders())

export const listModels = endpoint({
  route: 'GET /api/models',
  access: 'anybody',
  isKept: true,
  operationId: 'listModels',
  summary: 'List and search models',
  query: listParameters,
  answers: { 200: json(modelListSchema, 'One page of models') },
  async respond({ query }): Promise<z.infer<typeof modelListSchema>> {
    const matches = await database().search.matchModels(filterOf(query))
    return { ...(await pageOf(matches, query)), meant: whatWasMeant(matches)?.sentence ?? null }
  },
})

function filterOf({ query, exact, category, tag, license, author }: ModelFilter): ModelFilter {
  return { query, exact, category, tag, license, author }
}

type Place = Pick<ListParameters, 'sort' | 'cursor' | 'limit'>

/** @throws ProblemError 400 when the cursor belongs to another listing. */
async function pageOf(
  matches: Matches,
  { sort, cursor, limit }: Place,
): Promise<Omit<z.infer<typeof modelListSchema>, 'meant'>> {
  const position = positionOf(cursor, { ...matches.filter, sort })
  const { ids, next } = await idsOf(matches, sort, position, limit)
  const views = await readModelViews(ids)
  return { models: ids.flatMap((id) => views.get(id) ?? []), nextCursor: next && encodeCursor(next) }
}

/** By fit where that is asked for and a run has a place of the tag: the published one, or that of the page before. */
async function idsOf(matches: Matches, sort: Place['sort'], position: CursorPosition | null, limit: number) {
  const { search } = database()
  if (position?.order === 'fit' || (position === null && mayFit({ ...matches.filter, sort }))) {
    const runId = position?.runId ?? (await readPublishedRun())?.id
    const page = runId === undefined ? null : await search.listModelIdsByFit(matches, runId, position, limit)
    if (page) return page
    // The run that it goes on from is kept no longer.
    if (position) throw anotherListing()
  }
  const order = sort === undefined || sort === 'fit' ? 'relevance' : sort
  return search.listModelIds(matches, order, position, limit)
}

export const getModel = endpoint({
  route: 'GET /api/models/{uid}',
  access: 'anybody',
  isKept: true,
  operationId: 'getModel',
  summary: 'One model',
  parts: modelParts,
  answers: { 200: json(modelSchema, 'The model'), 404: 'No such model' },
  async respond({ parts: { uid } }): Promise<ModelView> {
    const model = await database().catalogue.findListedModel(uid)
    if (!model) throw new ProblemError(404, `There is no model “${uid}”.`)
    return toModelView(model)
  },
})

/** Everything on the browse page. A cursor that does not fit the rest shows the first page, and a note says so. */
export async function readBrowsePage(selection: BrowseSelection): Promise<BrowseView> {
  const run = await readPublishedRun()
  const catalogueSize = await readCatalogueSize()
  const matches = await database().search.matchModels(filterOf(selection))
  const { query, tag } = selection
  const isOfTag = run !== null && tag !== undefined && query === undefined
  const place = isOfTag ? await database().tags.findTagPlace(run.id, tag) : null
  return {
    selection,
    ...(await firstOrAskedPage(matches, selection)),
    close: await closeTo(place, selection),
    meant: whatWasMeant(matches),
    pictures: await readPicturesByWords(selection, matches),
    total: await countTotal(matches, catalogueSize),
    categories: await categoriesFor(selection, matches),
    sorts: await sortsFor(selection, place),
    catalogueSize,
    isPublished: run !== null,
  }
}

/** What lacks a tag but is as near to its place as what has it: on the first page of the tag alone. */
async function closeTo(place: TagPlace | null, selection: BrowseSelection): Promise<ModelView[]> {
  const { category, license, author, cursor } = selection
  if (!place || !mayFit(selection)) return []
  if ([category, license, author, cursor].some((part) => part !== undefined)) return []
  const views = await readModelViews(place.closeIds)
  return [...place.closeIds]
    .flatMap((id) => views.get(id) ?? [])
    .filter(({ tags }) => !tags.includes(place.tag))
    .slice(0, CLOSE_SHOWN)
}

async function firstOrAskedPage(matches: Matches, { sort, cursor }: BrowseSelection) {
  try {
    return { ...(await pageOf(matches, { sort, cursor, limit: PAGE_SIZE })), notes: [] }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { ...(await pageOf(matches, { sort, limit: PAGE_SIZE })), notes: [NO_SUCH_PAGE] }
  }
}

/** The categories that can be chosen with the rest of the selection, and how many models each would show. */
async function categoriesFor(selection: BrowseSelection, matches: Matches): Promise<CategoryView[]> {
  const all = await readCategories()
  const { category } = selection
  const others = { ...filterOf(selection), category: undefined }
  if (isEverything(others)) return all

  const { search } = database()
  const counted = await search.countMatchesByCategory(
    category === undefined ? matches : await search.matchModels(others),
  )
  if (counted === null) return all.map(({ name }) => ({ name, count: null }))
  const counts = new Map(counted.map(({ name, count }) => [name, count]))
  // In the order of the whole catalogue, so that they do not change places from letter to letter.
  return all.flatMap(({ name }) => {
    const count = counts.get(name) ?? 0
    return count > 0 || name === category ? { name, count } : []
  })
}

async function sortsFor({ query }: BrowseSelection, place: TagPlace | null): Promise<Sort[]> {
  const { byLikes, byDate } = await readWhatSorts()
  const tellsApart = {
    relevance: query !== undefined,
    fit: place !== null,
    likes: byLikes,
    name: true,
    recent: byDate,
  }
  return SORTS.filter((sort) => tellsApart[sort])
}

function isEverything({ query, category, tag, license, author }: ModelFilter): boolean {
  return [query, category, tag, license, author].every((part) => part === undefined)
}

async function countTotal(matches: Matches, catalogueSize: number): Promise<BrowseView['total']> {
  if (isEverything(matches.filter)) return { count: catalogueSize, isExact: true }
  const count = await database().search.countMatchesUpTo(matches, COUNTED_MODELS + 1)
  return { count: Math.min(count, COUNTED_MODELS), isExact: count <= COUNTED_MODELS }
}
