import { compareNames } from '@/lib/text/name-order'

/** Measures of one ranking, or their means over many; each from 0 to 1. */
export type RetrievalMeasures = {
  /** Share of relevant models among the first ten. */
  precisionAt10: number
  /** Hits among the first ten over min(10, relevant): 1 is reachable also with fewer than ten relevant models. */
  recallCappedPrecisionAt10: number
  /** Average precision over the whole ranking; averaged over queries it is the mean average precision. */
  meanAveragePrecision: number
}

/** Means over queries, and the number of those queries. */
export type RetrievalMeans = RetrievalMeasures & { queries: number }

export type RetrievalQuality = RetrievalMeans & { byLabel: Record<string, RetrievalMeans> }

/** Hits among the first k over k; `ranks` are the places of the relevant models, counted from 1. */
export function precisionAt(k: number, ranks: ArrayLike<number>): number {
  return hitsWithin(k, ranks) / k
}

/** Hits among the first k over min(k, relevant). */
export function recallCappedPrecisionAt(k: number, ranks: ArrayLike<number>, relevant: number): number {
  return hitsWithin(k, ranks) / Math.min(k, relevant)
}

/**
 * Mean over the relevant models of the precision at each one's place; one that is missing from the ranking
 * counts as 0. `ranks` ascend.
 *
 * @throws Error when there is no relevant model or more places than relevant models.
 */
export function averagePrecision(ranks: ArrayLike<number>, relevant: number): number {
  if (relevant < 1 || ranks.length > relevant) {
    throw new Error(
      `A ranking with ${ranks.length} hits cannot be measured against ${relevant} relevant models.`,
    )
  }
  let sum = 0
  for (let hit = 0; hit < ranks.length; hit++) sum += (hit + 1) / (ranks[hit] ?? Number.NaN)
  return sum / relevant
}

/**
 * Means over all queries, each counting the same, and over the queries of each label (labels in the order of names).
 *
 * @throws Error when there is no query.
 */
export function averageMeasures(
  queries: readonly { label: string; measures: RetrievalMeasures }[],
): RetrievalQuality {
  if (queries.length === 0) throw new Error('There is no query to average over.')
  const ofLabel = new Map<string, RetrievalMeasures[]>()
  for (const { label, measures } of queries) {
    const list = ofLabel.get(label)
    if (list) list.push(measures)
    else ofLabel.set(label, [measures])
  }
  const byLabel = [...ofLabel.entries()]
    .sort(([a], [b]) => compareNames(a, b))
    .map(([label, measures]) => [label, meansOf(measures)] as const)
  return { ...meansOf(queries.map(({ measures }) => measures)), byLabel: Object.fromEntries(byLabel) }
}

function meansOf(queries: readonly RetrievalMeasures[]): RetrievalMeans {
  const mean = (measure: keyof RetrievalMeasures) =>
    queries.reduce((sum, measures) => sum + measures[measure], 0) / queries.length
  return {
    precisionAt10: mean('precisionAt10'),
    recallCappedPrecisionAt10: mean('recallCappedPrecisionAt10'),
    meanAveragePrecision: mean('meanAveragePrecision'),
    queries: queries.length,
  }
}

function hitsWithin(k: number, ranks: ArrayLike<number>): number {
  let hits = 0
  for (let hit = 0; hit < ranks.length; hit++) if ((ranks[hit] ?? Infinity) <= k) hits++
  return hits
}
