import type { MeasuredQueries } from '../measured-queries'

/** Places of queries among the measured ones. */
export type ChosenQueries = { best: number[]; median: number[]; worst: number[] }

/**
 * Chooses the best queries, those around the middle, and the worst, by recall-capped precision, then average precision,
 * then the model. Of each label one is taken, as long as there are others.
 *
 * @param count of each; fewer where there are not as many
 */
export function chooseQueries(
  queries: MeasuredQueries,
  labelOf: (model: number) => string | null,
  count: number,
): ChosenQueries {
  const { models, recallCappedPrecisionAtDepth, averagePrecision } = queries
  const of = (column: Float64Array | null, place: number) => column?.[place] ?? 0
  const order = Array.from(models, (_, place) => place).sort(
    (a, b) =>
      of(recallCappedPrecisionAtDepth, b) - of(recallCappedPrecisionAtDepth, a) ||
      of(averagePrecision, b) - of(averagePrecision, a) ||
      a - b,
  )
  const take = (walk: Iterable<number>) => takeOfLabels(walk, (place) => labelOf(models[place] ?? -1), count)
  return { best: take(order), median: take(fromMiddle(order)), worst: take(order.toReversed()) }
}

function takeOfLabels(
  walk: Iterable<number>,
  labelOf: (place: number) => string | null,
  count: number,
): number[] {
  const taken: number[] = []
  const left: number[] = []
  const seen = new Set<string | null>()
  for (const place of walk) {
    if (taken.length === count) break
    const label = labelOf(place)
    if (!seen.has(label)) taken.push(place)
    else if (left.length < count) left.push(place)
    seen.add(label)
  }
  return [...taken, ...left].slice(0, count)
}

function* fromMiddle(order: readonly number[]): Generator<number> {
  const middle = order.length >> 1
  for (let away = 0; away <= middle; away++) {
    const [above, below] = [order[middle - away], order[middle + away]]
    if (above !== undefined) yield above
    if (away > 0 && below !== undefined) yield below
  }
}
