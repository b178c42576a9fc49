import type { ModelArtifacts } from '@/lib/networks/reading/artifacts'
import { bundledNetwork } from '@/lib/networks/bundled-networks'
import type { BundledName } from '@/lib/networks/bundled-weights'
import type { EmbeddingSource } from '@/lib/embedding/embedding-source'
import { seededNormal } from '@/lib/numerics/seeded-random'

/** A bundled network, read into memory. */
export async function loadArtifacts(name: BundledName): Promise<ModelArtifacts> {
  const { source } = bundledNetwork(name)
  if (source.format !== 'tensorflow') throw new Error(`${name} is a file.`)
  return source.load()
}

export function sourceOf(values: Float32Array, dimensions: number): EmbeddingSource {
  return {
    count: values.length / dimensions,
    dimensions,
    rows: (start, end) => values.subarray(start * dimensions, end * dimensions),
  }
}

/** Correlated rows around a mean far from zero, with variances that fall like those of real embeddings. */
export function correlatedRows(count: number, dimensions: number, seed: number): Float32Array {
  const normal = seededNormal(seed)
  const mixing = Array.from({ length: dimensions * dimensions }, normal)
  const values = new Float32Array(count * dimensions)
  for (let row = 0; row < count; row++) {
    const factors = Array.from({ length: dimensions }, (_, factor) => normal() * (factor + 1) ** -0.65)
    for (let d = 0; d < dimensions; d++) {
      let sum = 3
      for (let factor = 0; factor < dimensions; factor++) {
        sum += (factors[factor] ?? 0) * (mixing[factor * dimensions + d] ?? 0)
      }
      values[row * dimensions + d] = sum
    }
  }
  return values
}

export function rowsOf(values: Float32Array, dimensions: number): number[][] {
  return Array.from({ length: values.length / dimensions }, (_, row) =>
    Array.from(values.subarray(row * dimensions, (row + 1) * dimensions)),
  )
}

export const cosine = (left: readonly number[], right: readonly number[]) =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0) /
  (Math.hypot(...left) * Math.hypot(...right))
