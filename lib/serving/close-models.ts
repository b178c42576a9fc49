import 'server-only'
import { bandOf, type Closeness, closenessOf } from '@/lib/facts/closeness'
import type { Nearest } from '@/lib/similarity/vector-index'
import { readModelViews } from './model-views'
import type { SimilarModelView } from './views'

/** What is shown of models that were found, their ids, and whether they end since the next one is not close. */
export type CloseModels = { similar: SimilarModelView[]; modelIds: number[]; isCut: boolean }

/**
 * The first of some models, best first, that are listed, as far as they are close; ranks are those in what was found, whatever is
 * listed no more. Where it is not known how close they are, all are.
 *
 * @param calibration what tells how close a score is
 */
export async function closeModels(
  { modelIds: found, scores }: Nearest,
  calibration: Closeness | null,
  limit: number,
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
      similar.push({ rank: place, score, closeness, band, model })
      modelIds.push(id)
    }
  }
  return { similar, modelIds, isCut: false }
}
