import 'server-only'
import { cache } from 'react'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import type { ListedModel } from '@/lib/database/database'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { readAlsoTagged } from './also-tagged'
import { database } from './database'
import { readFilters } from './filter-choices'
import { isFiltered } from './model-conditions'
import { toModelView } from './model-views'
import { narrowedTo } from './narrowed-similar'
import { foldSimilar, readSame } from './near-duplicates'
import { readPublishedRun, type ShownRun } from './published-run'
import { similarTo } from './similar-models'
import type { LookAlikeFilter, ModelPageView, ModelView, NothingSimilar, PublishedRunView } from './views'

/** Where fewer are close than a row of a wide screen has, the page goes on with something else. */
const FEW = 6
/** Enough to fill the page where some share a card. */
const FOLDED_DEPTH = 2 * PAGE_DEPTH

/** Everything on a model's page; null for a uid that is not in the catalogue. */
export async function readModelPage(
  uid: string,
  filter: LookAlikeFilter = {},
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
  }
  if (!run) return empty
  return isFiltered(filter) ? filteredPage(empty, model, run, filter) : wholePage(empty, model, run)
}

async function wholePage(empty: ModelPageView, model: ListedModel, run: ShownRun): Promise<ModelPageView> {
  const stored = await similarTo(model.id, run, DEFAULT_KIND)
  const similar = foldSimilar(stored.similar, empty.model, PAGE_DEPTH)
  if (stored.isCut && similar.length < FEW) {
    const shown = new Set([model.id, ...stored.modelIds])
    const also = await readAlsoTagged(model, stored.neighbourIds, shown)
    return { ...empty, similar, isFew: true, also }
  }
  if (similar.length === 0 && empty.same === null)
    return { ...empty, nothingSimilar: await whyNothingSimilar(model.id, run) }
  const views = stored.similar.map((one) => one.model)
  return { ...empty, similar, filters: await readFilters({}, views, [model.author]) }
}

async function filteredPage(
  empty: ModelPageView,
  model: ListedModel,
  run: ShownRun,
  filter: LookAlikeFilter,
): Promise<ModelPageView> {
  const narrowed = await narrowedTo(model, run, DEFAULT_KIND, FOLDED_DEPTH, filter)
  const { stored, isCut, notLookedThrough } = narrowed
  const similar = foldSimilar(narrowed.similar, empty.model, PAGE_DEPTH)
  const filters = await readFilters(filter, stored, [model.author])
  const isNothing = stored.length === 0 && !isCut
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
