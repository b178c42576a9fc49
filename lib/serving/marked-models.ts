import 'server-only'
import type { ListedModel } from '@/lib/database/database'
import type { Marks } from '@/lib/facts/marks'
import { closeModels } from './close-models'
import { database } from './database'
import { conditionsOf, isFiltered, meets } from './model-conditions'
import { nearestModels } from './nearest'
import { passingIds } from './passing-ids'
import type { ShownRun } from './published-run'
import { whyNotLookedThrough } from './refused-search'
import type { LookAlikeFilter, ModelView, NotLookedThrough, SimilarModelView } from './views'

/** Models that are marked, and the uids among the marks that the catalogue does not list. */
export type MarkedModels = { plus: ListedModel[]; minus: ListedModel[]; unknown: string[] }

/** Reads the models that are marked, in the order of the marks. */
export async function readMarked({ plus, minus }: Marks): Promise<MarkedModels> {
  const unknown: string[] = []
  const read = async (uids: readonly string[]) => {
    const models: ListedModel[] = []
    for (const uid of uids) {
      const model = await database().catalogue.findListedModel(uid)
      if (model) models.push(model)
      else unknown.push(uid)
    }
    return models
  }
  return { plus: await read(plus), minus: await read(minus), unknown }
}

/** What is near to marks. */
export type NearMarks = {
  similar: SimilarModelView[]
  /** The nearest, whether they pass the filter or not. */
  pool: ModelView[]
  /** Ids of marked models that have no vector under the run. */
  leftOut: number[]
  notLookedThrough: NotLookedThrough | null
}

/** What counts beside filters are counted among: as many as a run stores of one model. */
const POOL = 100

/**
 * The models near to those with a plus and far from those with a minus that pass a filter, none of those that are marked among them.
 * How close they are is not known: scores of a mixture are not those that were calibrated.
 */
export async function nearMarks(
  { plus, minus }: Pick<MarkedModels, 'plus' | 'minus'>,
  run: ShownRun,
  limit: number,
  filter: LookAlikeFilter,
): Promise<NearMarks> {
  const marked = [...plus, ...minus].map(({ id }) => id)
  const question = { plus: plus.map(({ id }) => id), minus: minus.map(({ id }) => id) }
  const near = (most: number, among?: Int32Array) =>
    nearestModels(run, question, { limit: most, without: marked, among })
  try {
    const nearest = await near(POOL)
    const { similar: found } = await closeModels(nearest, null, Infinity)
    const conditions = conditionsOf(
      filter,
      plus.map(({ author }) => author),
    )
    const passing = found.filter(({ model }) => meets(model, conditions))
    const isAll = passing.length >= limit || nearest.modelIds.length < POOL || !isFiltered(filter)
    const shown = isAll
      ? passing
      : (await closeModels(await near(limit, await passingIds(conditions)), null, limit)).similar
    const similar = shown.slice(0, limit).map((one, place) => ({ ...one, rank: place + 1 }))
    const pool = found.map(({ model }) => model)
    return { similar, pool, leftOut: nearest.leftOut, notLookedThrough: null }
  } catch (error) {
    return { similar: [], pool: [], leftOut: [], notLookedThrough: whyNotLookedThrough(error) }
  }
}
