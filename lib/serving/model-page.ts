import 'server-only'
import { cache } from 'react'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import type { ListedModel } from '@/lib/database/database'
import { readAlsoTagged } from './also-tagged'
import { database } from './database'
import { readFilters } from './filter-choices'
import { readKindLists } from './kind-lists'
import { conditionsOf, isFiltered } from './model-conditions'
import { type ModelRows, readRows } from './model-rows'
import { toModelView } from './model-views'
import { narrowedLists } from './narrowed-lists'
import { foldSimilar, readSame } from './near-duplicates'
import { readPublishedRun, type ShownRun } from './published-run'
import { LOOK_ALIKES, showSimilar } from './similar-models'
import type {
  LookAlikeFilter,
  ModelPageView,
  ModelView,
  NothingSimilar,
  PublishedRunView,
  RowChoice,
} from './views'

/** Where fewer are close than a row of a wide screen has, the page goes on with something else. */
const FEW = 6
/** Enough to fill the page where some share a card. */
const FOLDED_DEPTH = 2 * PAGE_DEPTH

/**
 * Everything on a model's page; null for a uid that is not in the catalogue.
 *
 * @param choice which rows are shown, and by what mix; without effect where the run has learned nothing from likes
 */
export async function readModelPage(
  uid: string,
  filter: LookAlikeFilter = {},
  choice: RowChoice = {},
): Promise<ModelPageView | null> {
  const run = await readPublishedRun()
  const model = await database().catalogue.findListedModel(uid)
  if (!model) return null
  const view = toModelView(model)
  const empty = {
    model: view,
    run,
    similar: [],
    same: run && (await readSame(view, run)),
    nothingSimilar: null,
    isFew: false,
    also: null,
    filters: null,
    notLookedThrough: null,
    rows: null,
  }
  if (!run) return empty
  const read = await readRows(model, view, run, filter, choice)
  if (read) return pageOfRows(empty, model, run, filter, read)
  return isFiltered(filter) ? filteredPage(empty, model, run, filter) : wholePage(empty, model, run)
}

async function pageOfRows(
  empty: ModelPageView,
  model: ListedModel,
  run: ShownRun,
  filter: LookAlikeFilter,
  { rows, pool, notLookedThrough }: ModelRows,
): Promise<ModelPageView> {
  const isNothing = rows.kinds.length === 0 && empty.same === null
  return {
    ...empty,
    rows,
    similar: rows.visual ?? [],
    nothingSimilar: isNothing ? await whyNothingSimilar(model.id, run) : null,
    filters: isNothing ? null : await readFilters(filter, pool, [model.author]),
    notLookedThrough,
  }
}

async function wholePage(empty: ModelPageView, model: ListedModel, run: ShownRun): Promise<ModelPageView> {
  const { calibration } = run
  const lists = await readKindLists(model.id, run, ['visual'])
  const all = await showSimilar(model, lists, LOOK_ALIKES, { calibration })
  const similar = foldSimilar(all, empty.model, PAGE_DEPTH)
  const [list] = lists
  if (list?.isCut && similar.length < FEW) {
    const shown = new Set([model.id, ...list.modelIds])
    const also = await readAlsoTagged(model, list.storedIds, shown)
    return { ...empty, similar, isFew: true, also }
  }
  if (similar.length === 0 && empty.same === null)
    return { ...empty, nothingSimilar: await whyNothingSimilar(model.id, run) }
  const views = all.map((one) => one.model)
  return { ...empty, similar, filters: await readFilters({}, views, [model.author]) }
}

async function filteredPage(
  empty: ModelPageView,
  model: ListedModel,
  run: ShownRun,
  filter: LookAlikeFilter,
): Promise<ModelPageView> {
  const { calibration } = run
  const conditions = conditionsOf(filter, [model.author])
  const stored = await readKindLists(model.id, run, ['visual'])
  const { lists, notLookedThrough } = await narrowedLists(model, run, stored, FOLDED_DEPTH, conditions)
  const found = await showSimilar(model, lists, LOOK_ALIKES, {
    calibration,
    limit: FOLDED_DEPTH,
    conditions,
  })
  const similar = foldSimilar(found, empty.model, PAGE_DEPTH)
  const all = await showSimilar(model, stored, LOOK_ALIKES, { calibration })
  const views = all.map((one) => one.model)
  const filters = await readFilters(filter, views, [model.author])
  const isNothing = all.length === 0 && !stored.some(({ isCut }) => isCut)
  const nothingSimilar = isNothing ? await whyNothingSimilar(model.id, run) : null
  return { ...empty, similar, filters, notLookedThrough, nothingSimilar }
}

/** Why the published run has nothing similar for a model. */
async function whyNothingSimilar(modelId: number, run: PublishedRunView): Promise<NothingSimilar> {
  const { hasFewLikes, hasFailed, hasNeighbours, isEmbedded } = await database().neighbours.findCoverage(
    modelId,
    run.id,
  )
  if (hasFewLikes) return 'few-likes'
  // What was near to it may be listed no more.
  if (hasNeighbours || (isEmbedded && run.modelCount < 2)) return 'alone'
  return hasFailed ? 'failed' : 'came-after'
}

/** A model's page, read once a request. */
export const modelPage = cache((uid: string) => readModelPage(uid))

/** A model, read once a request; null for a uid that is not in the catalogue. */
export const shownModel = cache(async (uid: string): Promise<ModelView | null> => {
  const model = await database().catalogue.findListedModel(uid)
  return model && toModelView(model)
})

/** The uid in a part of an address as Next passes it to a page, which is as it was sent; to metadata it passes it decoded. */
export function uidAt(segment: string): string {
  return decodeURIComponent(segment)
}
