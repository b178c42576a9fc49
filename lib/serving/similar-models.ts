import 'server-only'
import { type Band, bandOf, closenessOf } from '@/lib/facts/closeness'
import type { Kind } from '@/lib/facts/kinds'
import { database } from './database'
import { readModelViews } from './model-views'
import type { ShownRun } from './published-run'
import type { SimilarModelView } from './views'

/** How close a score is; both null where that is not known. */
export type HowClose = { closeness: number | null; band: Band | null }

/** How close a score is by what the run has found out of its scores; null where that is not close at all. */
export function howClose({ calibration }: Pick<ShownRun, 'calibration'>, score: number): HowClose | null {
  const closeness = calibration && closenessOf(calibration, score)
  const band = closeness === null ? null : bandOf(closeness)
  return closeness !== null && band === null ? null : { closeness, band }
}

/**
 * The similar models of one, with their ids, and whether they end since the next of its neighbours is not close. `neighbourIds` are
 * all that the run has, whether close or not, listed or not.
 */
export type SimilarModels = {
  similar: SimilarModelView[]
  modelIds: number[]
  isCut: boolean
  neighbourIds: Int32Array
}

/**
 * The first neighbours of a model that are listed, as far as they are close; ranks are those of the run, whatever is listed no
 * more. Where it is not known how close they are, all are.
 *
 * @param limit by default as many as there are
 */
export async function similarTo(
  modelId: number,
  run: Pick<ShownRun, 'id' | 'calibration'>,
  kind: Kind,
  limit = Number.POSITIVE_INFINITY,
): Promise<SimilarModels> {
  const { modelIds: neighbourIds, scores } = await database().neighbours.findSimilarModels(
    run.id,
    kind,
    modelId,
  )
  const similar: SimilarModelView[] = []
  const modelIds: number[] = []
  for (let place = 0; place < neighbourIds.length && similar.length < limit;) {
    const wanted = neighbourIds.subarray(place, place + limit - similar.length)
    const views = await readModelViews(wanted)
    for (const id of wanted) {
      const model = views.get(id)
      const score = scores[place++] ?? 0
      if (!model) continue
      const close = howClose(run, score)
      if (!close) return { similar, modelIds, isCut: true, neighbourIds }
      similar.push({ rank: place, score, ...close, model })
      modelIds.push(id)
    }
  }
  return { similar, modelIds, isCut: false, neighbourIds }
}
