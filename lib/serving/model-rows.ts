import 'server-only'
import type { ListedModel } from '@/lib/database/database'
import { DEFAULT_DEPTH, PAGE_DEPTH } from '@/lib/facts/depths'
import type { SimilarKind } from '@/lib/facts/kinds'
import { DEFAULT_MIX } from '@/lib/recommending/blend'
import { type KindList, readKindLists } from './kind-lists'
import { conditionsOf, isFiltered } from './model-conditions'
import { narrowedLists } from './narrowed-lists'
import { readModelViews } from './model-views'
import { foldSimilar } from './near-duplicates'
import type { ShownRun } from './published-run'
import { showSimilar } from './similar-models'
import type {
  LookAlikeFilter,
  ModelView,
  NotLookedThrough,
  RowChoice,
  RowsView,
  SimilarModelView,
} from './views'

/** Cards of a row of one kind among others; of all together there are as many as a page of look-alikes has. */
const ROW_CARDS = 12

/** The rows of a model's page, and what is known besides. */
export type ModelRows = {
  rows: RowsView
  /** What the run has stored of all kinds, whether it passes the filter or not. */
  pool: ModelView[]
  notLookedThrough: NotLookedThrough | null
}

/** Reads the rows of a model's page; null where the run has learned from no likes. */
export async function readRows(
  model: ListedModel,
  view: ModelView,
  run: ShownRun,
  filter: LookAlikeFilter,
  { mix = DEFAULT_MIX, kind: alone }: RowChoice,
): Promise<ModelRows | null> {
  if (!run.kinds.includes('likes')) return null
  const stored = await readKindLists(model.id, run, run.kinds)
  const conditions = isFiltered(filter) ? conditionsOf(filter, [model.author]) : null
  const { lists, notLookedThrough } = conditions
    ? await narrowedLists(model, run, stored, alone ? DEFAULT_DEPTH : 2 * PAGE_DEPTH, conditions)
    : { lists: stored, notLookedThrough: null }
  const { calibration } = run
  const row = async (kind: SimilarKind): Promise<SimilarModelView[] | null> => {
    const isThere = kind === 'blend' ? stored.length > 0 : stored.some((list) => list.kind === kind)
    if (!isThere || (alone !== undefined && alone !== kind)) return null
    const cards = alone === kind ? DEFAULT_DEPTH : kind === 'blend' ? PAGE_DEPTH : ROW_CARDS
    // Enough to fill the row where some share a card.
    const options = { calibration, conditions, limit: 2 * cards }
    return foldSimilar(await showSimilar(model, lists, { kind, mix }, options), view, cards)
  }
  const rows = {
    blend: await row('blend'),
    visual: await row('visual'),
    likes: await row('likes'),
    tags: await row('tags'),
    mix,
    usualMix: DEFAULT_MIX,
    kinds: stored.map(({ kind }) => kind),
    alone: alone ?? null,
  }
  return { rows, pool: await poolOf(stored), notLookedThrough }
}

async function poolOf(lists: readonly KindList[]): Promise<ModelView[]> {
  const views = await readModelViews(new Set(lists.flatMap(({ modelIds }) => [...modelIds])))
  return [...views.values()]
}
