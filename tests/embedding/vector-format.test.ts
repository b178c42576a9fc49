import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeVector, encodeVector, vectorDimensions } from '@/lib/embedding/vector-format'

const vectors = fc.float32Array({ maxLength: 200 })

function decode(bytes: Uint8Array): Float32Array {
  const vector = new Float32Array(vectorDimensions(bytes))
  decodeVector(bytes, vector)
  return vector
}

describe('a stored vector', () => {
  it('comes back bit for bit, from any place in memory', () => {
    fc.assert(
      fc.property(vectors, fc.nat(7), (vector, offset) => {
        const bytes = encodeVector(vector)
        const elsewhere = new Uint8Array(bytes.length + offset)
        elsewhere.set(bytes, offset)
        expect(Buffer.from(decode(elsewhere.subarray(offset)).buffer)).toEqual(Buffer.from(vector.buffer))
      }),
    )
  })

  it('fills a row of a matrix and nothing beside it', () => {
    const matrix = new Float32Array(9).fill(-1)
    decodeVector(encodeVector(Float32Array.of(1, 2, 3)), matrix.subarray(3, 6))
    expect(matrix).toEqual(Float32Array.of(-1, -1, -1, 1, 2, 3, -1, -1, -1))
  })

  it('is refused when any byte of it was changed', () => {
    fc.assert(
      fc.property(vectors, fc.nat(), fc.integer({ min: 1, max: 255 }), (vector, at, flip) => {
        const bytes = encodeVector(vector)
        const position = at % bytes.length
        bytes[position] = (bytes[position] ?? 0) ^ flip
        expect(() => decode(bytes)).toThrow(/^The stored vector/)
      }),
    )
  })

  it('is refused when it was cut off', () => {
    fc.assert(
      fc.property(vectors, fc.nat(), (vector, at) => {
        const bytes = encodeVector(vector)
        expect(() => decode(bytes.subarray(0, at % bytes.length))).toThrow(/^The stored vector/)
      }),
    )
  })

  it('says how many dimensions it has when others were expected', () => {
    expect(() => decodeVector(encodeVector(new Float32Array(816)), new Float32Array(256))).toThrow(
      'The stored vector has 816 dimensions when expected 256.',
    )
  })

  it('decodes 25,000 at 816 dimensions in well under a second', () => {
    const bytes = encodeVector(new Float32Array(816).fill(0.5))
    const target = new Float32Array(816)
    const start = performance.now()
    for (let index = 0; index < 25_000; index++) decodeVector(bytes, target)
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})
