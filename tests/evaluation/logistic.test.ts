import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitLogistic, logistic } from '@/lib/evaluation/logistic'
import { seededRandom } from '@/lib/numerics/seeded-random'

/** The sum that a fit makes least, on Platt's targets. */
function lossAt(xs: number[], answers: number[], slope: number, intercept: number): number {
  const positive = answers.filter((answer) => answer === 1).length
  const negative = answers.length - positive
  return xs.reduce((sum, x, index) => {
    const target = answers[index] === 1 ? (positive + 1) / (positive + 2) : 1 / (negative + 2)
    const p = logistic({ slope, intercept }, x)
    return sum - target * Math.log(p) - (1 - target) * Math.log(1 - p)
  }, 0)
}

describe('a logistic curve', () => {
  it('is found again from what it draws', () => {
    const random = seededRandom(5)
    const xs = Array.from({ length: 20_000 }, () => 2 * random() - 1)
    const answers = xs.map((x) => (random() < logistic({ slope: 6, intercept: -1 }, x) ? 1 : 0))
    const curve = fitLogistic(xs, answers)
    expect(curve?.slope).toBeCloseTo(6, 0)
    expect(curve?.intercept).toBeCloseTo(-1, 0)
  })

  it('cannot be bettered by one beside it', () => {
    const random = seededRandom(6)
    const xs = Array.from({ length: 60 }, () => random())
    const answers = xs.map((x) => (random() < x ? 1 : 0))
    const { slope, intercept } = fitLogistic(xs, answers) ?? { slope: 0, intercept: 0 }
    const least = lossAt(xs, answers, slope, intercept)
    for (const [more, higher] of [
      [0.01, 0],
      [-0.01, 0],
      [0, 0.01],
      [0, -0.01],
      [0.01, -0.01],
    ] as const)
      expect(lossAt(xs, answers, slope + more, intercept + higher)).toBeGreaterThanOrEqual(least)
  })

  it('is none where all answers are alike, or would descend; and is finite where scores part the answers', () => {
    expect(fitLogistic([0, 1], [1, 1])).toBeNull()
    expect(fitLogistic([], [])).toBeNull()
    expect(fitLogistic([0, 1, 2, 3], [1, 1, 0, 0])).toBeNull()
    expect(fitLogistic([0.5, 0.5, 0.5], [1, 0, 1])).toBeNull()
    const parted = fitLogistic([0, 1, 2, 3], [0, 0, 1, 1])
    expect(parted && logistic(parted, 3)).toBeGreaterThan(0.6)
  })

  it('ascends, whatever it is fitted to', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1 })), {
          maxLength: 50,
        }),
        (pairs) => {
          const curve = fitLogistic(
            pairs.map(([x]) => x),
            pairs.map(([, answer]) => answer),
          )
          if (!curve) return
          expect(logistic(curve, 1)).toBeGreaterThanOrEqual(logistic(curve, -1))
          expect(Number.isFinite(logistic(curve, 0))).toBe(true)
        },
      ),
    )
  })
})
