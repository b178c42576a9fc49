import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationError, reliability } from '@/lib/evaluation/calibration-error'

const pairs = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1 })), {
    maxLength: 200,
  })
  .map((list) => ({ stated: list.map(([stated]) => stated), isSame: list.map(([, isSame]) => isSame) }))

describe('reliability', () => {
  it('has as many pairs a bin, with what was stated and what is', () => {
    const stated = [0.9, 0.1, 0.2, 0.8]
    expect(reliability({ stated, isSame: [1, 0, 1, 1] }, 2)).toEqual([
      { from: 0.1, to: 0.2, count: 2, stated: expect.closeTo(0.15), observed: 0.5 },
      { from: 0.8, to: 0.9, count: 2, stated: expect.closeTo(0.85), observed: 1 },
    ])
  })

  it('keeps pairs of which the same was stated together', () => {
    expect(reliability({ stated: [0.5, 0.5, 0.5, 0.6], isSame: [0, 1, 0, 1] }, 4)).toEqual([
      { from: 0.5, to: 0.5, count: 3, stated: 0.5, observed: expect.closeTo(1 / 3) },
      { from: 0.6, to: 0.6, count: 1, stated: 0.6, observed: 1 },
    ])
  })

  it('loses no pair, ascends, and does not depend on their order', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 30 }), ({ stated, isSame }, count) => {
        const bins = reliability({ stated, isSame }, count)
        expect(bins.length).toBeLessThanOrEqual(count)
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(stated.length)
        expect(bins.reduce((sum, bin) => sum + bin.count * bin.observed, 0)).toBeCloseTo(
          isSame.reduce((sum, same) => sum + same, 0),
        )
        bins.slice(1).forEach((bin, place) => expect(bin.from).toBeGreaterThan(bins[place]?.to ?? 1))
        const error = calibrationError(bins)
        const reversed = reliability({ stated: stated.toReversed(), isSame: isSame.toReversed() }, count)
        expect(calibrationError(reversed) ?? -1).toBeCloseTo(error ?? -1)
      }),
    )
  })

  it('is of probabilities, each with an answer', () => {
    expect(() => reliability({ stated: [0.5, 1.2], isSame: [0, 1] })).toThrow('Pair 1 is said to be')
    expect(() => reliability({ stated: [Number.NaN], isSame: [0] })).toThrow('probability of NaN')
    expect(() => reliability({ stated: [0.5], isSame: [] })).toThrow('0 answers for 1 pairs')
  })
})

it('the calibration error is the mean distance of what is stated from what is, and not known of nothing', () => {
  const bins = reliability({ stated: [0.1, 0.2, 0.8, 1], isSame: [0, 1, 1, 1] }, 2)
  expect(calibrationError(bins)).toBeCloseTo(0.5 * 0.35 + 0.5 * 0.1)
  expect(calibrationError([])).toBeNull()
})
