import type { Connection } from '@/lib/db/connection'
import { listLabelColumns, readLabels } from '@/lib/db/labels'
import { countCoveredModels, countLostModels, iterateNeighbourIds } from '@/lib/db/neighbours'
import type { RunComparison } from '@/lib/db/run-comparison'
import { compareTables, type RowChange, tableQuality } from '@/lib/similarity/compare-tables'

/** A run whose quality falls by more than this share of what it was waits for a review. */
const TOLERATED_FALL = 0.05
/** With fewer labelled models than this a fall says nothing. */
const LEAST_QUERIES = 20
/** A run that has lost more than this share of the models that the published one covers waits for a review. */
const TOLERATED_LOSS = 0.05
/** How many rows are kept to be looked at. */
const SAMPLE = 8

/**
 * Holds the whole similarity table of a run against that of the published one, and says what about it looks wrong.
 *
 * @param publishedId null when nothing is published: then there is nothing to hold it against
 */
export function compareRuns(
  connection: Connection,
  runId: number,
  publishedId: number | null,
): RunComparison {
  const [labelled] = listLabelColumns(connection)
  const labels = labelled ? readLabels(connection, labelled.column) : new Map<number, string>()
  const qualityOf = (id: number) => tableQuality(() => iterateNeighbourIds(connection, id, 'visual'), labels)
  const comparison = { label: labelled?.column ?? null, quality: labelled ? qualityOf(runId) : null }
  if (publishedId === null) {
    return {
      ...{ ...comparison, comparedWith: null, qualityBefore: null, changedShare: null },
      ...{ lostCount: 0, coveredBefore: 0, mostChanged: [], reasons: [] },
    }
  }
  const changes = summariseChanges(
    compareTables(
      iterateNeighbourIds(connection, publishedId, 'visual'),
      iterateNeighbourIds(connection, runId, 'visual'),
    ),
  )
  const figures = {
    ...comparison,
    comparedWith: publishedId,
    qualityBefore: labelled ? qualityOf(publishedId) : null,
    ...changes,
    lostCount: countLostModels(connection, publishedId, runId, 'visual'),
    coveredBefore: countCoveredModels(connection, publishedId, 'visual'),
  }
  return { ...figures, reasons: reasonsForReview(figures) }
}

function summariseChanges(changes: Iterable<RowChange>): {
  changedShare: number | null
  mostChanged: number[]
} {
  let sum = 0
  let count = 0
  let most: RowChange[] = []
  for (const change of changes) {
    sum += change.changedShare
    count++
    const least = most.at(-1)
    if (
      change.changedShare > 0 &&
      (most.length < SAMPLE || change.changedShare > (least?.changedShare ?? 0))
    ) {
      most = [...most, change].sort((a, b) => b.changedShare - a.changedShare).slice(0, SAMPLE)
    }
  }
  return { changedShare: count === 0 ? null : sum / count, mostChanged: most.map(({ modelId }) => modelId) }
}

/** Why a run should not be published before somebody has looked at it; empty when it looks as it should. */
export function reasonsForReview(
  figures: Pick<RunComparison, 'label' | 'quality' | 'qualityBefore' | 'lostCount' | 'coveredBefore'>,
): string[] {
  const { label, quality, qualityBefore, lostCount, coveredBefore } = figures
  const reasons: string[] = []
  const now = quality?.recallCappedPrecisionAt10 ?? 0
  const before = qualityBefore?.recallCappedPrecisionAt10 ?? 0
  if (quality && quality.queries >= LEAST_QUERIES && now < before * (1 - TOLERATED_FALL)) {
    reasons.push(
      `Neighbours agree less with the label “${label}”: recall-capped precision@10 fell from ${before.toFixed(3)} to ${now.toFixed(3)}.`,
    )
  }
  if (lostCount > coveredBefore * TOLERATED_LOSS) {
    reasons.push(
      `${lostCount} of the ${coveredBefore} models of the published run have lost their pictures; the failures say why.`,
    )
  }
  return reasons
}
