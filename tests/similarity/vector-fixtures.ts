export { randomUnitVectors } from '@/lib/benchmark/random-vectors'
export { seededRandom } from '@/lib/numerics/seeded-random'

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

/** The places, counted from 1, of the relevant models in a ranking that is given as one flag a place. */
export function ranksOfRelevant(relevance: readonly boolean[]): number[] {
  return relevance.flatMap((relevant, index) => (relevant ? [index + 1] : []))
}
