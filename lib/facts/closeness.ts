/**
 * How likely two models are of one kind, by the score of the one among the neighbours of the other: straight between knots, and
 * level beyond them. Scores ascend; probabilities do not descend.
 */
export type Closeness = { scores: readonly number[]; probabilities: readonly number[] }

/** How a run came to know how close is close. */
export type Calibration = Closeness & {
  /** On labels by pool-adjacent-violators or a logistic curve; without labels, on what pairs drawn at random score. */
  method: 'isotonic' | 'logistic' | 'random-pairs'
  /** The column of labels that it was fitted on; null where it was on none. */
  label: string | null
  /** So many pairs of neighbours. */
  pairs: number
  /** Expected calibration error on models that it was not fitted on; null where none have labels. */
  error: number | null
}

/**
 * What is said of neighbours, by how likely they are of one kind: the least probability of each, closest first. Below the last nothing
 * is called a look-alike.
 */
export const BANDS = [
  { band: 'nearly-the-same', words: 'Nearly the same', least: 0.8 },
  { band: 'close', words: 'Close', least: 0.5 },
  { band: 'same-mood', words: 'Same mood', least: 0.25 },
] as const
export type Band = (typeof BANDS)[number]['band']

/** The probability that two models are of one kind, by their score, rounded to a hundredth. Null where there are no knots. */
export function closenessOf({ scores, probabilities }: Closeness, score: number): number | null {
  const last = scores.length - 1
  if (last < 0 || Number.isNaN(score)) return null
  let low = 0
  let high = last
  while (low < high) {
    const middle = (low + high) >> 1
    if ((scores[middle] ?? 0) < score) low = middle + 1
    else high = middle
  }
  const [after, before] = [scores[low] ?? 0, scores[low - 1] ?? Number.NaN]
  const [upper, lower] = [probabilities[low] ?? 0, probabilities[low - 1] ?? 0]
  const share = low > 0 && score < after ? (score - before) / (after - before) : 1
  return Math.round(100 * (share === 1 ? upper : lower + share * (upper - lower))) / 100
}

/** What is said of neighbours of so much closeness; null of those that are not close. */
export function bandOf(closeness: number): Band | null {
  return BANDS.find(({ least }) => closeness >= least)?.band ?? null
}

/** What a band is called. */
export function wordsOf(band: Band): string {
  return BANDS.find((row) => row.band === band)?.words ?? ''
}
