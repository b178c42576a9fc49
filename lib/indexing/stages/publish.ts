import { encodeCalibration } from '@/lib/database/run-calibration'
import { encodeComparison } from '@/lib/database/run-comparison'
import type { IndexContext, IndexResult } from '../index-context'
import { runDigest } from '../input-digest'

/** Ends the run: shows readers its table, or has it wait for somebody to look at it. */
export async function run(context: IndexContext): Promise<{ result: IndexResult }> {
  const { database, runId, recipe, digests, projectionId, counts } = context
  const { labels, calibration, comparison, seconds } = context
  if (!comparison) throw new Error(`Run ${runId} was not compared with the published one.`)
  const outcome = comparison.reasons.length > 0 && !context.publishAnyway ? 'needs-review' : 'published'
  const { publishRun, holdRun } = database.indexRuns
  await context.enter(1)
  await context.recordMetrics()
  await (outcome === 'published' ? publishRun : holdRun)(runId, {
    ...counts,
    inputDigest: runDigest(digests, labels),
    projectionId,
    comparison: encodeComparison(comparison),
    calibration: calibration && encodeCalibration(calibration),
  })
  return { result: { outcome, runId, recipeId: recipe.id, counts, seconds, comparison } }
}
