import { seededRandom } from '@/lib/numerics/seeded-random'

/** Random vectors of length 1, `[count, dimensions]` row-major, the same for the same seed. */
export function randomUnitVectors(count: number, dimensions: number, seed = 1): Float32Array {
  const random = seededRandom(seed)
  const vectors = Float32Array.from({ length: count * dimensions }, () => random() - 0.5)
  for (let row = 0; row < count; row++) {
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions)
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
    for (let d = 0; d < dimensions; d++) vector[d] = (vector[d] ?? 0) / length
  }
  return vectors
}
