import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { decodeFloat16 } from '@/lib/numerics/float16'
import { dampingDigest } from './damping-facts'

const FILE = new URL('./damping.f16', import.meta.url)

/**
 * What is left in embeddings of a ground that was left out: `directions` in which embeddings of one object differ by its ground
 * alone, each as long as the square root of the share that is taken away, and the `mean` towards which it is taken.
 */
export type Damping = { mean: Float32Array; directions: readonly Float32Array[] }

/**
 * Damps an embedding of length 1 in the directions in which grounds change it, in place, and brings it back to length 1. What is
 * uncertain is drawn towards what is usual, as a Wiener filter does, and so stays comparable with embeddings of pictures that are
 * cut out, which are not damped. An embedding that is all zero stays so.
 */
export function damp(embedding: Float32Array, { mean, directions }: Damping): void {
  if (embedding.every((value) => value === 0)) return
  // All shares are of the embedding as it came; rounded, the directions are not quite at right angles.
  const shares = directions.map((direction) => shareOf(direction, embedding, mean))
  directions.forEach((direction, row) => {
    const share = shares[row] ?? 0
    for (let at = 0; at < embedding.length; at++)
      embedding[at] = (embedding[at] ?? 0) - share * (direction[at] ?? 0)
  })
  let square = 0
  for (const value of embedding) square += value * value
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0
  for (let at = 0; at < embedding.length; at++) embedding[at] = (embedding[at] ?? 0) * scale
}

function shareOf(direction: Float32Array, embedding: Float32Array, mean: Float32Array): number {
  let share = 0
  for (let at = 0; at < embedding.length; at++)
    share += (direction[at] ?? 0) * ((embedding[at] ?? 0) - (mean[at] ?? 0))
  return share
}

/**
 * The damping of the default recipe's embeddings: half floats, the mean and then the directions
 * (`tests/quality/fit-damping.ts` makes them).
 *
 * @param dimensions of the embeddings
 * @throws Error when the file is another than the recipe was made for, or is of other embeddings.
 */
export async function readDamping(dimensions: number): Promise<Damping> {
  const bytes = await readFile(FILE)
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== dampingDigest) {
    throw new Error(
      `${FILE.pathname} has other numbers (SHA-256 ${digest}) than expected (${dampingDigest}). ` +
        'Take the file from the repository again: git checkout lib/embedding/ground',
    )
  }
  const numbers = decodeFloat16(new Uint16Array(new Uint8Array(bytes).buffer))
  if (numbers.length % dimensions !== 0) {
    throw new Error(
      `${FILE.pathname} has ${numbers.length} numbers, no whole number of rows of ${dimensions}.`,
    )
  }
  const rows = Array.from({ length: numbers.length / dimensions }, (_, row) =>
    numbers.slice(row * dimensions, (row + 1) * dimensions),
  )
  const [mean = new Float32Array(dimensions), ...directions] = rows
  return { mean, directions }
}
