/** A value for some weight of observations. */
export type Pool = { at: number; value: number; weight: number }

/**
 * The closest values that do not descend, by weighted least squares: pool adjacent violators (Ayer and others, 1955; Barlow,
 * Bartholomew, Bremner and Brunk, 1972). Observations come in the order of `at`; those of one value are pooled, `at` being
 * their weighted mean.
 */
export function poolAdjacentViolators(observations: Iterable<Pool>): Pool[] {
  const pools: Pool[] = []
  for (const observation of observations) {
    let pool = observation
    for (let last = pools.at(-1); last && last.value >= pool.value; last = pools.at(-1)) {
      pools.pop()
      const weight = last.weight + pool.weight
      const mean = (key: 'at' | 'value') => (last[key] * last.weight + pool[key] * pool.weight) / weight
      pool = { at: mean('at'), value: mean('value'), weight }
    }
    pools.push(pool)
  }
  return pools
}
