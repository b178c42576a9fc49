import 'server-only'
import { readModelViews } from '@/lib/serving/model-views'
import { lookAlikesUnder } from '@/lib/serving/similar-models'
import type { IndexRunView, ReviewSampleView } from '../views'

const SHOWN_NEIGHBOURS = 6

/**
 * The models whose neighbours changed most with a run, each with its first neighbours before and after. Empty once one
 * of the two tables is gone.
 */
export async function readReviewSamples({
  id,
  comparison,
  hasTable,
}: IndexRunView): Promise<ReviewSampleView[]> {
  const before = comparison?.comparedWith ?? null
  if (!comparison || before === null || !hasTable) return []
  const samples = comparison.mostChanged.map(async (modelId) => {
    const model = (await readModelViews([modelId])).get(modelId)
    const sample = { before: await picturesOf(before, modelId), after: await picturesOf(id, modelId) }
    return model && sample.before.length > 0 ? [{ model, ...sample }] : []
  })
  return (await Promise.all(samples)).flat()
}

async function picturesOf(runId: number, modelId: number) {
  // However close: what is compared are rows.
  const similar = await lookAlikesUnder(runId, modelId, SHOWN_NEIGHBOURS)
  return similar.map(({ model }) => model)
}
