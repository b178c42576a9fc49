import { groupsByValue, meanOf } from './equal-counts'

/** Pairs of models: the probability that was stated of each to be of one kind, and whether they are: 1 or 0. */
export type StatedPairs = { stated: ArrayLike<number>; isSame: ArrayLike<number> }

/** Some of the pairs, by what was stated of them: from the least to the most of it, its mean, and the share that is of one kind. */
export type ReliabilityBin = { from: number; to: number; count: number; stated: number; observed: number }

/** Bins of a calibration error unless told otherwise. */
const RELIABILITY_BINS = 15

/**
 * What a reliability diagram shows (DeGroot and Fienberg, 1983): pairs in the order of what was stated of them, in bins of as
 * many each. Pairs of which the same was stated are in one bin, so that their order counts for nothing; of few different
 * statements there are fewer bins.
 *
 * @throws Error when there is not one answer a statement, or a statement is no probability
 */
export function reliability(
  { stated, isSame }: StatedPairs,
  bins: number = RELIABILITY_BINS,
): ReliabilityBin[] {
  const { length } = stated
  if (isSame.length !== length) throw new Error(`There are ${isSame.length} answers for ${length} pairs.`)
  for (let pair = 0; pair < length; pair++) {
    const probability = stated[pair] ?? Number.NaN
    if (!(probability >= 0 && probability <= 1))
      throw new Error(`Pair ${pair} is said to be of one kind with a probability of ${probability}.`)
  }
  return groupsByValue(stated, bins).map((group) => ({
    from: stated[group[0] ?? 0] ?? 0,
    to: stated[group[group.length - 1] ?? 0] ?? 0,
    count: group.length,
    stated: meanOf(stated, group),
    observed: meanOf(isSame, group),
  }))
}

/**
 * Expected calibration error over bins of as many pairs each (Nguyen and O'Connor, 2015): how far what is stated is from what
 * is, on average over the pairs. Null without pairs.
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number | null {
  let [sum, count] = [0, 0]
  for (const bin of bins) {
    sum += bin.count * Math.abs(bin.stated - bin.observed)
    count += bin.count
  }
  return count === 0 ? null : sum / count
}
