/** A mean over users or models, and its standard error. */
export type Mean = { mean: number; standardError: number; count: number }

/** So many standard errors to either side of a mean are a 95 % interval. */
export const ERRORS_OF_95_PERCENT = 1.96

/** The mean of some numbers; null of none. The standard error is that of numbers that are all there are (divided by n). */
export function meanOf(values: ArrayLike<number>): Mean | null {
  const count = values.length
  if (count === 0) return null
  let sum = 0
  for (let index = 0; index < count; index++) sum += values[index] ?? 0
  const mean = sum / count
  let squares = 0
  for (let index = 0; index < count; index++) squares += ((values[index] ?? 0) - mean) ** 2
  return { mean, standardError: Math.sqrt(squares / count) / Math.sqrt(count), count }
}
