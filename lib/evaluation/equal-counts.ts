/**
 * Observations in the order of their values, in groups of as many each, as indices. Those of one value are in one group, so that their
 * order counts for nothing; of few different values there are fewer groups.
 *
 * @param most groups
 */
export function groupsByValue(values: ArrayLike<number>, most: number): Uint32Array[] {
  const { length } = values
  const at = (index = 0) => values[index] ?? 0
  const order = Uint32Array.from({ length }, (_, index) => index).sort((one, other) => at(one) - at(other))
  const groups: Uint32Array[] = []
  for (let start = 0, group = 1; start < length; group++) {
    let end = Math.round((length * group) / most)
    if (end <= start) continue
    while (end < length && at(order[end]) === at(order[end - 1])) end++
    groups.push(order.subarray(start, end))
    start = end
  }
  return groups
}

/** The mean over a group. */
export function meanOf(values: ArrayLike<number>, group: Uint32Array): number {
  return group.reduce((sum, index) => sum + (values[index] ?? 0), 0) / group.length
}
