import { calibrateByLabels, labelledPairs } from '@/lib/evaluation/label-calibration'
import { calibrateByRandomPairs } from '@/lib/evaluation/random-calibration'
import type { Calibration } from '@/lib/facts/closeness'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import type { IndexContext } from '../index-context'
import { readRunLabels } from '../run-labels'
import { drawnScores, sampleRows, vectorsOfRun } from '../table-sample'

/** Tells how likely neighbours are of one kind, by their score: by labels where there are enough, else by the scores alone. */
export async function run(context: IndexContext): Promise<void> {
  await context.enter(1)
  context.labels = await readRunLabels(context.database)
  context.calibration = await calibrateRun(context)
  const { calibration, note } = context
  if (calibration === null)
    return note('How close scores are is not known: there are too few models, or they are all alike.')
  const { method, label, pairs, error } = calibration
  note('It is told how close scores are.', { method, label, pairs, error })
}

async function calibrateRun({
  database,
  runId,
  recipe,
  models,
  labels,
  checkpoint,
}: IndexContext): Promise<Calibration | null> {
  const count = models.length
  const rows = await sampleRows(database.neighbours.readRows(runId, DEFAULT_KIND), count)
  await checkpoint()
  if (labels) {
    const found = calibrateByLabels(labelledPairs(rows, labels.values), labels.column)
    if (found) return found.calibration
    await checkpoint()
  }
  const gather = vectorsOfRun(database, { runId, recipe, models })
  const scores = await drawnScores(rows, { recipe, models: count, gather })
  return calibrateByRandomPairs({ scores, rows, models: count })
}
