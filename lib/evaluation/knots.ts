import type { Closeness } from '@/lib/facts/closeness'
import type { Pool } from './isotonic'

/** A curve through pools that ascend by `at`, and do not descend by value. Those at one score, as it is kept, are one knot. */
export function knotsOf(pools: readonly Pool[]): Closeness {
  const knots: Pool[] = []
  for (const { at, value, weight } of pools) {
    const score = rounded(at)
    const last = knots.at(-1)
    if (last?.at === score) {
      last.value = (last.value * last.weight + value * weight) / (last.weight + weight)
      last.weight += weight
    } else knots.push({ at: score, value, weight })
  }
  return { scores: knots.map(({ at }) => at), probabilities: knots.map(({ value }) => rounded(value)) }
}

/** Six digits behind the point are more than is known. */
function rounded(value: number): number {
  // Without a zero that is negative.
  return Math.round(value * 1e6) / 1e6 + 0
}
