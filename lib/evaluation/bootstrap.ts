import { seededRandom } from '@/lib/numerics/seeded-random'

/** A mean, and the limits of its 95 % confidence interval; they are null where there are too few units to say. */
export type Interval = { mean: number; low: number | null; high: number | null }

/** How often units are drawn anew. */
export const RESAMPLES = 2_000
/** With fewer units an interval says nothing. */
export const LEAST_UNITS = 5

const SEED = 1979
const TAIL = 0.025

export type BootstrapOptions = {
  /**
   * What is drawn together: the unit of each value, numbered from 0 without gaps. By default each value is one by itself.
   */
  units?: ArrayLike<number>
  resamples?: number
  seed?: number
}

/**
 * Confidence intervals of the means of columns by the percentile bootstrap (Efron: "Bootstrap methods: another look at the
 * jackknife", 1979): as many units as there are are drawn with replacement, with all of their values, and the limits are
 * the 2.5th and the 97.5th percentile of the means. All columns are drawn alike, so that the difference of two that were
 * measured on the same queries is given by a column of differences. The same for the same input.
 *
 * @param columns of equally many values, at least one
 */
export function bootstrapMeans(
  columns: readonly ArrayLike<number>[],
  { units, resamples = RESAMPLES, seed = SEED }: BootstrapOptions = {},
): Interval[] {
  const count = columns[0]?.length ?? 0
  if (count === 0) throw new Error('There is no value to take the mean of.')
  const unitOf = (value: number) => units?.[value] ?? value
  let unitCount = 0
  for (let value = 0; value < count; value++) unitCount = Math.max(unitCount, unitOf(value) + 1)
  const sizes = new Float64Array(unitCount)
  const sums = columns.map(() => new Float64Array(unitCount))
  for (let value = 0; value < count; value++) {
    const unit = unitOf(value)
    sizes[unit] = (sizes[unit] ?? 0) + 1
    sums.forEach((sum, column) => (sum[unit] = (sum[unit] ?? 0) + (columns[column]?.[value] ?? 0)))
  }
  const means = sums.map((sum) => total(sum) / count)
  if (unitCount < LEAST_UNITS) return means.map((mean) => ({ mean, low: null, high: null }))

  const random = seededRandom(seed)
  const drawn = new Int32Array(unitCount)
  const resampled = columns.map(() => new Float64Array(resamples))
  for (let resample = 0; resample < resamples; resample++) {
    let size = 0
    for (let draw = 0; draw < unitCount; draw++) {
      const unit = Math.floor(random() * unitCount)
      drawn[draw] = unit
      size += sizes[unit] ?? 0
    }
    sums.forEach((sum, column) => {
      let drawnSum = 0
      for (let draw = 0; draw < unitCount; draw++) drawnSum += sum[drawn[draw] ?? 0] ?? 0
      const into = resampled[column]
      if (into) into[resample] = drawnSum / size
    })
  }
  return means.map((mean, column) => {
    const sorted = (resampled[column] ?? new Float64Array()).sort()
    return { mean, low: percentile(sorted, TAIL), high: percentile(sorted, 1 - TAIL) }
  })
}

function total(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** Between the two values next to it, by how near they are. `sorted` ascends. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (at - below)
}
