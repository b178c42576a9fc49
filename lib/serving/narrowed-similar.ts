import 'server-only'
import type { ListedModel } from '@/lib/database/database'
import type { Kind } from '@/lib/facts/kinds'
import { closeModels } from './close-models'
import { conditionsOf, meets } from './model-conditions'
import { nearestModels } from './nearest'
import { passingIds } from './passing-ids'
import type { ShownRun } from './published-run'
import { whyNotLookedThrough } from './refused-search'
import { similarTo } from './similar-models'
import type { LookAlikeFilter, ModelView, NotLookedThrough, SimilarModelView } from './views'

/** Look-alikes that pass a filter. */
export type NarrowedModels = {
  similar: SimilarModelView[]
  /** All close ones that the run has stored, whether they pass or not. */
  stored: ModelView[]
  /** Whether these end since the next is not close. */
  isCut: boolean
  /** Why nothing but these could be looked through; null where that was not so, or there was no need for more. */
  notLookedThrough: NotLookedThrough | null
}

/**
 * The models closest to one that pass a filter: those that the run has stored and, where they are too few, the next ones by the
 * vectors of the run, scored as the run scores. Ranks count those that pass.
 */
export async function narrowedTo(
  { id, author }: Pick<ListedModel, 'id' | 'author'>,
  run: ShownRun,
  kind: Kind,
  limit: number,
  filter: LookAlikeFilter,
): Promise<NarrowedModels> {
  const conditions = conditionsOf(filter, [author])
  const { similar: stored, isCut, neighbourIds } = await similarTo(id, run, kind)
  const similar = stored.filter(({ model }) => meets(model, conditions)).slice(0, limit)
  similar.forEach((one, place) => (similar[place] = { ...one, rank: place + 1 }))
  const narrowed = { similar, stored: stored.map(({ model }) => model), isCut }
  // What the run has not stored is further away than what it has.
  const isAll = isCut || neighbourIds.length === 0 || neighbourIds.length >= run.modelCount - 1
  if (similar.length >= limit || isAll) return { ...narrowed, notLookedThrough: null }
  try {
    const found = await nearestModels(
      run,
      { plus: [id], minus: [] },
      {
        limit: limit - similar.length,
        among: await passingIds(conditions),
        without: [id, ...neighbourIds],
      },
    )
    // Vectors are kept rounded: the first may seem nearer than the last that is stored.
    const last = stored.at(-1)?.score ?? 1
    const scores = found.scores.map((score) => Math.min(score, last))
    const more = await closeModels({ modelIds: found.modelIds, scores }, run.calibration, limit)
    for (const one of more.similar) similar.push({ ...one, rank: similar.length + 1 })
    return { ...narrowed, notLookedThrough: null }
  } catch (error) {
    return { ...narrowed, notLookedThrough: whyNotLookedThrough(error) }
  }
}
