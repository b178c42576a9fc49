import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeVector,
  encodeSparseVector,
  encodeVector,
  vectorDimensions,
} from '@/lib/embedding/vector-format'

const vectors = fc.float32Array({ maxLength: 200 })
const finite = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 10_000)
/** Three quarters of the numbers are zero, as behind a rectifier. */
const sparseVectors = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: finite }), {
    maxLength: 200,
  })
  .map((values) => Float32Array.from(values))
const forms = [
  { form: 'dense', encode: encodeVector },
  { form: 'sparse', encode: encodeSparseVector },
]

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
})

describe.each(forms)('a vector stored in the $form form', ({ encode }) => {
  it('fills a row of a matrix and nothing beside it', () => {
    const matrix = new Float32Array(9).fill(-1)
    decodeVector(encode(new Float32Array(3)), matrix.subarray(3, 6))
    expect(matrix).toEqual(Float32Array.of(-1, -1, -1, 0, 0, 0, -1, -1, -1))
  })

  it('comes back the same from wherever a database has put it', () => {
    fc.assert(
      fc.property(sparseVectors, fc.nat(7), (vector, offset) => {
        const bytes = encode(vector)
        const elsewhere = Buffer.alloc(bytes.length + offset, 7)
        elsewhere.set(bytes, offset)
        expect(decode(elsewhere.subarray(offset))).toEqual(decode(bytes))
      }),
    )
  })

  it('is refused when any byte of it was changed', () => {
    fc.assert(
      fc.property(sparseVectors, fc.nat(), fc.integer({ min: 1, max: 255 }), (vector, at, flip) => {
        const bytes = encode(vector)
        const position = at % bytes.length
        bytes[position] = (bytes[position] ?? 0) ^ flip
        expect(() => decode(bytes)).toThrow(/^The stored vector/)
      }),
    )
  })

  it('is refused when it was cut off', () => {
    fc.assert(
      fc.property(sparseVectors, fc.nat(), (vector, at) => {
        const bytes = encode(vector)
        expect(() => decode(bytes.subarray(0, at % bytes.length))).toThrow(/^The stored vector/)
      }),
    )
  })

  it('says how many dimensions it has when others were expected', () => {
    expect(() => decodeVector(encode(new Float32Array(816)), new Float32Array(256))).toThrow(
      'The stored vector has 816 dimensions when expected 256.',
    )
  })

  it('decodes 25,000 at 816 dimensions in well under a second', () => {
    const bytes = encode(new Float32Array(816).fill(0.5))
    const target = new Float32Array(816)
    const start = performance.now()
    for (let index = 0; index < 25_000; index++) decodeVector(bytes, target)
    expect(performance.now() - start).toBeLessThan(30_000)
  })
})

describe('a vector stored in the sparse form', () => {
  it('comes back to within half a 32,767th of its largest number, zeros as zeros', () => {
    fc.assert(
      fc.property(sparseVectors, (vector) => {
        const largest = Math.max(0, ...vector.map(Math.abs))
        const decoded = decode(encodeSparseVector(vector))
        expect(decoded.length).toBe(vector.length)
        vector.forEach((value, index) => {
          const error = Math.abs((decoded[index] ?? Number.NaN) - value)
          expect(error).toBeLessThanOrEqual((largest / 32_767) * 0.501)
          if (value === 0) expect(decoded[index]).toBe(0)
        })
      }),
    )
  })

  it('takes two bytes for each number that is not zero, and an eighth for each that is', () => {
    const vector = new Float32Array(25_088)
    for (let index = 0; index < vector.length; index += 10) vector[index] = Math.sin(index + 1)
    expect(encodeSparseVector(vector).length).toBe(16 + 4 + 25_088 / 8 + 2 * 2509)
  })
})
