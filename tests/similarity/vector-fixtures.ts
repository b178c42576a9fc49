/** Numbers in [0, 1) that are the same on every run (Marsaglia's xorshift). */
export function seededRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** Random unit vectors, [count, dimensions] row-major. */
export function randomUnitVectors(count: number, dimensions: number, seed: number): Float32Array {
  const random = seededRandom(seed)
  const values = Float32Array.from({ length: count * dimensions }, () => random() - 0.5)
  for (let row = 0; row < count; row++) {
    const vector = values.subarray(row * dimensions, (row + 1) * dimensions)
    const norm = Math.hypot(...vector)
    vector.forEach((value, index) => (vector[index] = value / norm))
  }
  return values
}

/** The inner product of two rows, summed in float64. */
export function innerProduct(
  left: Float32Array,
  leftRow: number,
  right: Float32Array,
  rightRow: number,
  dimensions: number,
): number {
  let sum = 0
  for (let index = 0; index < dimensions; index++) {
    sum += (left[leftRow * dimensions + index] ?? 0) * (right[rightRow * dimensions + index] ?? 0)
  }
  return sum
}

/** Every other row in the order of score, then of index: what an exact search must return, by brute force. */
export function bruteForceRanking(
  values: Float32Array,
  dimensions: number,
  query: number,
): { index: number; score: number }[] {
  return Array.from({ length: values.length / dimensions }, (_, index) => ({
    index,
    score: innerProduct(values, query, values, index, dimensions),
  }))
    .filter(({ index }) => index !== query)
    .sort((a, b) => b.score - a.score || a.index - b.index)
}
