/** A stream of numbers from 0 to 1, the same for the same seed (mulberry32, by Tommy Ettinger, public domain). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Random vectors of length 1, `[count, dimensions]` row-major, the same at every call. */
export function randomUnitVectors(count: number, dimensions: number): Float32Array {
  const random = randomNumbers(1)
  const vectors = Float32Array.from({ length: count * dimensions }, () => random() - 0.5)
  for (let row = 0; row < count; row++) {
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions)
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
    for (let d = 0; d < dimensions; d++) vector[d] = (vector[d] ?? 0) / length
  }
  return vectors
}
