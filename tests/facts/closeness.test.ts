import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BANDS, bandOf, closenessOf, wordsOf } from '@/lib/facts/closeness'

const knots = { scores: [0.2, 0.4, 0.9], probabilities: [0.1, 0.3, 0.8] }

describe('closeness', () => {
  it('is straight between knots and level beyond them, to a hundredth', () => {
    const at = (score: number) => closenessOf(knots, score)
    expect([-1, 0.2, 0.3, 0.4, 0.65, 0.9, 1].map(at)).toEqual([0.1, 0.1, 0.2, 0.3, 0.55, 0.8, 0.8])
    expect(closenessOf({ scores: [0.5], probabilities: [0.7] }, 0.1)).toBe(0.7)
    expect(closenessOf({ scores: [], probabilities: [] }, 0.1)).toBeNull()
    expect(at(Number.NaN)).toBeNull()
  })

  it('never descends, and stays a probability', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    const many = fc.uniqueArray(fc.tuple(unit, unit), {
      minLength: 1,
      maxLength: 20,
      selector: ([score]) => score,
    })
    fc.assert(
      fc.property(
        many,
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { maxLength: 30 }),
        (list, scores) => {
          const made = {
            scores: list.map(([score]) => score).sort((one, other) => one - other),
            probabilities: list.map(([, probability]) => probability).sort((one, other) => one - other),
          }
          let before = 0
          for (const score of scores.sort((one, other) => one - other)) {
            const closeness = closenessOf(made, score) ?? Number.NaN
            expect(closeness).toBeGreaterThanOrEqual(before)
            expect(closeness).toBeLessThanOrEqual(1)
            before = closeness
          }
        },
      ),
    )
  })

  it('has three names, the closest first, and none below the last', () => {
    expect([1, 0.8, 0.79, 0.5, 0.49, 0.25, 0.24, 0].map(bandOf)).toEqual([
      'nearly-the-same',
      'nearly-the-same',
      'close',
      'close',
      'same-mood',
      'same-mood',
      null,
      null,
    ])
    expect(BANDS.map(({ band }) => wordsOf(band))).toEqual(['Nearly the same', 'Close', 'Same mood'])
  })
})
