/** How much what is marked with a minus pushes away, where what is marked with a plus pulls with 1. */
const MINUS_WEIGHT = 0.5

/**
 * The vector of a question by examples: the mean of those that it is to be like, less a share of the mean of those that it is not to
 * be like, at length 1 (Rocchio: "Relevance feedback in information retrieval", in The SMART Retrieval System, 1971, without a query
 * to begin with).
 *
 * @param pluses, minuses vectors of one length
 * @returns null where the examples cancel out, or there are none to be like
 */
export function rocchioQuery(
  pluses: readonly Float32Array[],
  minuses: readonly Float32Array[],
  minusWeight = MINUS_WEIGHT,
): Float32Array | null {
  const dimensions = pluses[0]?.length
  if (dimensions === undefined) return null
  const sum = new Float64Array(dimensions)
  addMean(sum, pluses, 1)
  addMean(sum, minuses, -minusWeight)
  const length = Math.hypot(...sum)
  // Of what differs by rounding alone the difference has no direction.
  return length > 1e-5 ? Float32Array.from(sum, (value) => value / length) : null
}

function addMean(sum: Float64Array, vectors: readonly Float32Array[], weight: number): void {
  for (const vector of vectors)
    for (let d = 0; d < sum.length; d++) sum[d] = (sum[d] ?? 0) + (weight * (vector[d] ?? 0)) / vectors.length
}
