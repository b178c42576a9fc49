import 'server-only'
import type { ListedModel, ModelConditions } from '@/lib/database/database'
import { countClose, type KindList } from './kind-lists'
import { meets } from './model-conditions'
import { readModelViews } from './model-views'
import { nearestModels } from './nearest'
import { passingIds } from './passing-ids'
import type { ShownRun } from './published-run'
import { whyNotLookedThrough } from './refused-search'
import type { NotLookedThrough } from './views'

/** Lists of a model, long enough for some conditions. */
type NarrowedLists = {
  lists: KindList[]
  /** Why nothing but what the run has stored could be looked through; null where that was not so, or there was no need for more. */
  notLookedThrough: NotLookedThrough | null
}

/**
 * Makes lists longer, so that enough models of them meet conditions: where too few look-alikes do that the run has stored, the next
 * ones by the vectors of the run come after them, scored as the run scores. Of other kinds there is nothing but what is stored.
 *
 * @param limit how many are to meet the conditions
 */
export async function narrowedLists(
  { id }: Pick<ListedModel, 'id'>,
  run: ShownRun,
  lists: readonly KindList[],
  limit: number,
  conditions: ModelConditions,
): Promise<NarrowedLists> {
  const stored = lists.find(({ kind }) => kind === 'visual')
  // What the run has not stored is further away than what it has.
  const isAll = !stored || stored.isCut || stored.storedIds.length >= run.modelCount - 1
  if (isAll) return { lists: [...lists], notLookedThrough: null }
  const views = await readModelViews(stored.modelIds)
  const passing = [...views.values()].filter((model) => meets(model, conditions)).length
  if (passing >= limit) return { lists: [...lists], notLookedThrough: null }
  try {
    const found = await nearestModels(
      run,
      { plus: [id], minus: [] },
      {
        limit: limit - passing,
        among: await passingIds(conditions),
        without: [id, ...stored.storedIds],
      },
    )
    const longer = lengthened(stored, found, run.calibration)
    return { lists: lists.map((list) => (list === stored ? longer : list)), notLookedThrough: null }
  } catch (error) {
    return { lists: [...lists], notLookedThrough: whyNotLookedThrough(error) }
  }
}

function lengthened(
  stored: KindList,
  found: Pick<KindList, 'modelIds' | 'scores'>,
  calibration: ShownRun['calibration'],
): KindList {
  // Vectors are kept rounded: the first may seem nearer than the last that is stored.
  const last = stored.scores.at(-1) ?? 1
  const scores = found.scores.map((score) => Math.min(score, last))
  const count = calibration ? countClose(scores, calibration) : scores.length
  return {
    ...stored,
    modelIds: Int32Array.of(...stored.modelIds, ...found.modelIds.subarray(0, count)),
    scores: Float32Array.of(...stored.scores, ...scores.subarray(0, count)),
  }
}
