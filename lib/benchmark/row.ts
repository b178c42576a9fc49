/** One line of the speed table. */
export type BenchmarkRow = {
  name: string
  value: number
  /** What was measured in the same run to hold the value against, or a fixed bound. */
  limit: number
  /** value / limit, or the other way round where the name says "times". */
  ratio: number
  goal: number
  met: boolean
}

/** A row whose ratio to the limit must reach the goal. */
export function atLeast(goal: number, name: string, value: number, limit: number): BenchmarkRow {
  return { name, value, limit, ratio: value / limit, goal, met: value / limit >= goal }
}

/** A row whose ratio to the limit must stay within the goal. */
export function atMost(goal: number, name: string, value: number, limit: number): BenchmarkRow {
  return { name, value, limit, ratio: value / limit, goal, met: value / limit <= goal }
}

/** What VGG16 took for an image in the article, on four cores. */
const ARTICLE_MILLISECONDS = 905

/** A row that says how many times faster than the article an image is embedded. */
export function timesFaster(goal: number, name: string, milliseconds: number): BenchmarkRow {
  const ratio = ARTICLE_MILLISECONDS / milliseconds
  return { name, value: milliseconds, limit: ARTICLE_MILLISECONDS, ratio, goal, met: ratio >= goal }
}

/** The median of some figures. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The smallest of some figures that at least a share of them, 0 to 1, does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
