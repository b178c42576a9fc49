import { describe, expect, it } from 'vitest'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { decodeVector, encodeSparseVector } from '@/lib/embedding/vector-format'
import { collectNeighbours, nearestNeighbours } from '@/lib/similarity/top-k'
import { vectorsInMemory } from '@/lib/similarity/vectors'

const COUNT = 600
const DIMENSIONS = 25_088

/** Like flattened feature maps behind a rectifier: a tenth of the numbers not zero, and all vectors much alike. */
function featureMaps(): Float32Array {
  const normal = seededNormal(11)
  const common = Float32Array.from({ length: DIMENSIONS }, normal)
  const values = new Float32Array(COUNT * DIMENSIONS)
  for (let row = 0; row < COUNT; row++) {
    const vector = common.map((shared) => Math.max(0, 0.9 * shared + 0.45 * normal() - 1.3))
    const length = Math.hypot(...vector)
    values.set(
      vector.map((value) => value / length),
      row * DIMENSIONS,
    )
  }
  return values
}

describe('vectors stored in the sparse form', () => {
  it('keep 99.9 % of the nearest 24 neighbours of those as they were', async () => {
    const exact = featureMaps()
    const stored = new Float32Array(exact.length)
    for (let start = 0; start < exact.length; start += DIMENSIONS) {
      const bytes = encodeSparseVector(exact.subarray(start, start + DIMENSIONS))
      expect(bytes.length).toBeLessThan(10_000)
      decodeVector(bytes, stored.subarray(start, start + DIMENSIONS))
    }
    const [before, after] = await Promise.all(
      [exact, stored].map(async (values) =>
        collectNeighbours(
          nearestNeighbours({ database: vectorsInMemory(values, DIMENSIONS), neighbours: 24 }),
        ),
      ),
    )
    let kept = 0
    for (let row = 0; row < COUNT; row++) {
      const own = new Set(before?.indices.subarray(row * 24, (row + 1) * 24))
      for (const index of after?.indices.subarray(row * 24, (row + 1) * 24) ?? [])
        kept += own.has(index) ? 1 : 0
    }
    expect(kept / (COUNT * 24)).toBeGreaterThan(0.999)
  })
})
