import 'server-only'
import { bandOf, type Closeness, closenessOf } from '@/lib/facts/closeness'
import { reasonsFor } from '@/lib/recommending/reasons'
import { readModelViews } from './model-views'
import type { ModelView, ReasonView, SimilarModelView } from './views'

/** What is shown of models that were found, their ids, and whether they end since the next one is not close. */
export type CloseModels = { similar: SimilarModelView[]; modelIds: number[]; isCut: boolean }

/** Models that were found, best first. */
type Found = { modelIds: Int32Array; scores: ArrayLike<number> }

const LOOKS_ALIKE = reasonsFor([{ kind: 'visual', share: 1 }], { people: 0, tags: [] })

/** Of whatever was found by vectors. */
const looksAlike = (): ReasonView[] => LOOKS_ALIKE

/**
 * The first of some models, best first, that are listed, as far as they are close; ranks are those in what was found, whatever is
 * listed no more. Where it is not known how close they are, all are.
 *
 * @param calibration what tells how close a score is
 * @param reasonsOf why a model is among them
 */
export async function closeModels(
  { modelIds: found, scores }: Found,
  calibration: Closeness | null,
  limit: number,
  reasonsOf: (modelId: number, model: ModelView) => ReasonView[] = looksAlike,
): Promise<CloseModels> {
  const similar: SimilarModelView[] = []
  const modelIds: number[] = []
  for (let place = 0; place < found.length && similar.length < limit;) {
    const wanted = found.subarray(place, place + limit - similar.length)
    const views = await readModelViews(wanted)
    for (const id of wanted) {
      const model = views.get(id)
      const score = scores[place++] ?? 0
      if (!model) continue
      const closeness = calibration && closenessOf(calibration, score)
      const band = closeness === null ? null : bandOf(closeness)
      if (closeness !== null && band === null) return { similar, modelIds, isCut: true }
      similar.push({ rank: place, score, closeness, band, reasons: reasonsOf(id, model), model })
      modelIds.push(id)
    }
  }
  return { similar, modelIds, isCut: false }
}
