import 'server-only'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { readModelViews } from '@/lib/serving/model-views'
import { similarTo } from '@/lib/serving/similar'
import type { IndexRunView, ReviewSampleView } from '../views'

const SHOWN_NEIGHBOURS = 6

/**
 * The models whose neighbours changed most with a run, each with its first neighbours before and after. Empty once one
 * of the two tables is gone.
 */
export function readReviewSamples({ id, comparison, hasTable }: IndexRunView): ReviewSampleView[] {
  const before = comparison?.comparedWith ?? null
  if (!comparison || before === null || !hasTable) return []
  return comparison.mostChanged.flatMap((modelId) => {
    const model = readModelViews([modelId]).get(modelId)
    const sample = { before: picturesOf(before, modelId), after: picturesOf(id, modelId) }
    return model && sample.before.length > 0 ? [{ model, ...sample }] : []
  })
}

function picturesOf(runId: number, modelId: number) {
  return similarTo(modelId, runId, DEFAULT_KIND, SHOWN_NEIGHBOURS).map(({ model }) => model)
}
