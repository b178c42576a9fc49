import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Projection } from '@/lib/embedding/projection'
import { decodeProjection, encodeProjection } from '@/lib/embedding/projection-format'

describe('a stored projection', () => {
  const projection: Projection = {
    inputDimensions: 3,
    outputDimensions: 2,
    mean: Float32Array.of(1, 2, 3),
    basis: Float32Array.of(1, 0.5, -1, 2, 0, 4),
  }

  it('comes back as it was', () => {
    expect(decodeProjection(encodeProjection(projection))).toEqual(projection)
    expect(decodeProjection(Buffer.from(encodeProjection(projection)))).toEqual(projection)
    // A database driver may hand out bytes at any offset of a larger buffer.
    const shifted = new Uint8Array(100)
    const bytes = encodeProjection(projection)
    shifted.set(bytes, 3)
    expect(decodeProjection(shifted.subarray(3, 3 + bytes.length))).toEqual(projection)
  })

  it('is refused when any single byte of it changed, or when it is cut off', () => {
    const bytes = encodeProjection(projection)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const damaged = bytes.slice()
        damaged[index] = (damaged[index] ?? 0) ^ change
        expect(() => decodeProjection(damaged)).toThrow('The stored projection')
      }),
    )
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeProjection(bytes.subarray(0, length))).toThrow('The stored projection')
    }
  })
})
