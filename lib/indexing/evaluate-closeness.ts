import type { Recipe } from '@/lib/embedding/recipes'
import { calibrationError, reliability, type ReliabilityBin } from '@/lib/evaluation/calibration-error'
import { calibrateByLabels, labelledPairs } from '@/lib/evaluation/label-calibration'
import { calibrateByRandomPairs } from '@/lib/evaluation/random-calibration'
import type { ScoredRow } from '@/lib/evaluation/scored-rows'
import { type Calibration, closenessOf } from '@/lib/facts/closeness'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import { gatherRows, rowOfId, type VectorSource } from '@/lib/similarity/vectors'
import { expansionOf } from './recipe'
import { drawnScores, sampleRows } from './table-sample'

/** How true what is stated of closeness is: over so many pairs of labelled neighbours, in bins of as many each. */
export type StatedQuality = {
  method: Calibration['method']
  error: number
  pairs: number
  bins: ReliabilityBin[]
}

/**
 * Of closeness that is fitted on labels, on models that it was not fitted on, and of that which is told without labels. Null where
 * there are too few.
 */
export type ClosenessQuality = { byLabels: StatedQuality | null; byScores: StatedQuality | null }

const ROWS_AT_ONCE = 1024

/**
 * Holds what an index run would state of closeness against labels, by the steps by which it would.
 *
 * @param groups neighbours of a model’s own group are left out
 */
export async function evaluateCloseness({
  recipe,
  vectors,
  label,
  labels,
  groups,
}: {
  recipe: Pick<Recipe, 'projection'>
  vectors: VectorSource
  label: string
  labels: ReadonlyMap<number, string>
  groups: ReadonlyMap<number, string> | undefined
}): Promise<ClosenessQuality> {
  const { count: models } = vectors
  const rows = await sampleRows(tableRows(recipe, vectors), models)
  const isOfGroup = (one: number, other: number) => {
    const group = groups?.get(one)
    return group !== undefined && group === groups?.get(other)
  }
  const pairs = labelledPairs(rows, labels, isOfGroup)
  const fitted = calibrateByLabels(pairs, label)
  const gather = async (wanted: ReadonlySet<number>) => {
    const ids = [...wanted].sort((one, other) => one - other)
    const rowsWanted = Int32Array.from(ids, (id) => rowOfId(vectors.ids, id))
    const rowAt = await gatherRows(vectors, rowsWanted, ROWS_AT_ONCE)
    return new Map(ids.map((id, place) => [id, rowAt(rowsWanted[place] ?? 0)]))
  }
  const drawn = await drawnScores(rows, { recipe, models, gather })
  const estimated = calibrateByRandomPairs({ scores: drawn, rows, models })
  const statedBy = (calibration: Calibration) => ({
    stated: Float64Array.from(pairs.scores, (score) => closenessOf(calibration, score) ?? 0),
    isSame: pairs.isSame,
  })
  return {
    byLabels: fitted && qualityOf(fitted.calibration.method, fitted.heldOut),
    byScores: estimated && qualityOf(estimated.method, reliability(statedBy(estimated))),
  }
}

function qualityOf(method: Calibration['method'], bins: ReliabilityBin[]): StatedQuality | null {
  const error = calibrationError(bins)
  const pairs = bins.reduce((sum, { count }) => sum + count, 0)
  return error === null ? null : { method, error, pairs, bins }
}

/** The table that a run would make of vectors. */
async function* tableRows(
  recipe: Pick<Recipe, 'projection'>,
  vectors: VectorSource,
): AsyncGenerator<ScoredRow[]> {
  const { count, ids } = vectors
  const expansion = expansionOf(recipe, count)
  const blocks = searchNeighbours({ vectors, expansion, neighbours: DEFAULT_DEPTH })
  for await (const { start, count: rows, width, indices, scores } of blocks) {
    yield Array.from({ length: rows }, (_, row) => ({
      modelId: ids[start + row] ?? 0,
      neighbourIds: indices.subarray(row * width, (row + 1) * width).map((index) => ids[index] ?? 0),
      scores: scores.subarray(row * width, (row + 1) * width),
    }))
  }
}
