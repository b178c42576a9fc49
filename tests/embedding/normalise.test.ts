import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinLayers, type Power } from '@/lib/embedding/normalise'

const powers = fc.constantFrom<Power>('plain', 'root')
const numbers = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 4, maxLength: 4 })

describe('joinLayers', () => {
  it('takes signed square roots and brings the result to length 1', () => {
    const layer = { channels: 2, data: Float32Array.of(9, -16, 0, 4) }
    expect(Array.from(joinLayers([layer], [1], 2, 'root'))).toEqual([0.6, -0.8, 0, 1].map(Math.fround))
  })

  it('when plain, brings the numbers as they are to length 1', () => {
    const layer = { channels: 2, data: Float32Array.of(3, -4, 0, 5) }
    expect(Array.from(joinLayers([layer], [1], 2, 'plain'))).toEqual([0.6, -0.8, 0, 1].map(Math.fround))
  })

  it('gives each layer the part of the length that its weight says, whatever its own scale', () => {
    fc.assert(
      fc.property(
        numbers,
        numbers,
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        powers,
        (a, b, weight, power) => {
          fc.pre(a.some((value) => Math.abs(value) > 1e-3) && b.some((value) => Math.abs(value) > 1e-3))
          const layers = [a, b].map((values) => ({ channels: 4, data: Float32Array.from(values) }))
          const joined = joinLayers(layers, [1, weight], 1, power)
          const [first, second] = [joined.subarray(0, 4), joined.subarray(4)].map((part) =>
            Math.hypot(...part),
          )
          expect(first).toBeCloseTo(1 / Math.hypot(1, weight), 5)
          expect(second).toBeCloseTo(weight / Math.hypot(1, weight), 5)
        },
      ),
    )
  })

  it('does not let one row touch another', () => {
    fc.assert(
      fc.property(numbers, numbers, powers, (a, b, power) => {
        const alone = [a, b].flatMap((row) =>
          Array.from(joinLayers([{ channels: 4, data: Float32Array.from(row) }], [1], 1, power)),
        )
        const together = joinLayers([{ channels: 4, data: Float32Array.from([...a, ...b]) }], [1], 2, power)
        expect(Array.from(together)).toEqual(alone)
      }),
    )
  })

  it('leaves a layer of zeros as zeros', () => {
    expect(joinLayers([{ channels: 3, data: new Float32Array(3) }], [1], 1, 'root')).toEqual(
      new Float32Array(3),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s and says where it stood', (value) => {
    const layer = { channels: 2, data: Float32Array.of(1, 2, 3, value) }
    expect(() =>
      joinLayers([{ channels: 1, data: Float32Array.of(1, 1) }, layer], [1, 1], 2, 'plain'),
    ).toThrow(`The encoder gave ${value} in channel 1 for image 1 of the batch, layer 1.`)
  })
})
