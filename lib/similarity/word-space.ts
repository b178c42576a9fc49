import { exactIndex, type Nearest, type VectorBlock, vectorAt } from './vector-index'

/** How vectors of words are compared with those of pictures, which a network has put in one space. */
export type WordSpace = {
  /** The mean of words that no picture shows. */
  wordMean: Float32Array
  /** The mean of the pictures. */
  pictureMean: Float32Array
  /** What the best picture for any of those words scores: what scores no more says nothing. */
  floor: number
}

type Blocks = () => Iterable<VectorBlock> | AsyncIterable<VectorBlock>

/**
 * Measures a space by words that no picture shows. The halves of a network leave a gap between all words and all pictures (Liang
 * et al.: "Mind the gap", NeurIPS 2022), so each side is seen from its own mean: what all words have in common tells no picture from
 * another, and what all pictures have in common no word.
 *
 * @param nothing vectors of these words
 * @param blocks the vectors of all pictures; gone through twice
 */
export async function measureWordSpace(
  dimensions: number,
  nothing: readonly Float32Array[],
  blocks: Blocks,
): Promise<WordSpace> {
  const wordMean = meanOf(dimensions, nothing)
  const pictureMean = new Float32Array(dimensions)
  let count = 0
  for await (const block of blocks()) {
    block.modelIds.forEach((_, row) => addTo(pictureMean, vectorAt(block, row)))
    count += block.modelIds.length
  }
  pictureMean.forEach((sum, at) => (pictureMean[at] = sum / Math.max(1, count)))
  const directions = nothing.flatMap((vector) => directionOf(vector, wordMean) ?? [])
  const found = await exactIndex(dimensions, blocks).nearest(joined(dimensions, directions), 1)
  const best = found.map(({ scores }, at) => {
    const direction = directions[at]
    return direction && scores[0] !== undefined ? scores[0] - product(direction, pictureMean) : 0
  })
  // Rounded as scores are, so that the best of these words does not pass its own floor.
  return { wordMean, pictureMean, floor: Math.fround(Math.max(0, ...best)) }
}

/**
 * The pictures that fit some words better than any fits words that no picture shows, best first.
 *
 * @param words their vector
 * @param isFound which models may be among them
 */
export async function picturesNear(
  words: Float32Array,
  { wordMean, pictureMean, floor }: WordSpace,
  { blocks, most, isFound }: { blocks: Blocks; most: number; isFound: (modelId: number) => boolean },
): Promise<Nearest> {
  const direction = directionOf(words, wordMean)
  if (!direction) return { modelIds: new Int32Array(0), scores: new Float32Array(0) }
  const [found] = await exactIndex(words.length, blocks).nearest(direction, most, isFound)
  const usual = product(direction, pictureMean)
  const scores = (found?.scores ?? new Float32Array(0)).map((score) => score - usual)
  const end = scores.findIndex((score) => score <= floor)
  const count = end < 0 ? scores.length : end
  return { modelIds: (found?.modelIds ?? new Int32Array(0)).slice(0, count), scores: scores.slice(0, count) }
}

/** Where a vector is as seen from a point, at a distance of 1; null where it is that point. */
function directionOf(vector: Float32Array, point: Float32Array): Float32Array | null {
  const seen = vector.map((value, at) => value - (point[at] ?? 0))
  const length = Math.sqrt(product(seen, seen))
  // Of two that differ by rounding alone the difference has no direction.
  return length > 1e-5 ? seen.map((value) => value / length) : null
}

function meanOf(dimensions: number, vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(dimensions)
  for (const vector of vectors) addTo(sum, vector)
  return sum.map((value) => value / Math.max(1, vectors.length))
}

function addTo(sum: Float32Array, vector: Float32Array): void {
  for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0)
}

function joined(dimensions: number, vectors: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(vectors.length * dimensions)
  vectors.forEach((vector, row) => all.set(vector, row * dimensions))
  return all
}

function product(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0)
}
