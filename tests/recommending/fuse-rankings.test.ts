import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuseRankings, weightOfLikes } from '@/lib/recommending/fuse-rankings'

const rankings = fc.array(
  fc.record({
    models: fc.uniqueArray(fc.nat(20), { maxLength: 12 }),
    weight: fc.constantFrom(0, 0.5, 1, 2),
  }),
  { maxLength: 4 },
)

describe('reciprocal rank fusion', () => {
  it('is the sum over rankings of weight / (60 + rank)', () => {
    fc.assert(
      fc.property(rankings, fc.integer({ min: 1, max: 30 }), (given, depth) => {
        const score = (model: number) =>
          given.reduce((sum, { models, weight }) => {
            const place = models.indexOf(model)
            return place < 0 ? sum : sum + weight / (61 + place)
          }, 0)
        const wanted = Array.from({ length: 21 }, (_, model) => model)
          .filter((model) => score(model) > 0)
          .sort((one, other) => score(other) - score(one) || one - other)
          .slice(0, depth)
        const fused = fuseRankings(given, depth)
        expect(fused.models).toEqual(wanted)
        for (const [place, model] of wanted.entries())
          expect(fused.scores[place]).toBeCloseTo(score(model), 12)
      }),
    )
  })

  it.each([-1, Number.NaN, Infinity])('a weight of %d is refused', (weight) => {
    expect(() =>
      fuseRankings(
        [
          { models: [], weight: 1 },
          { models: [1], weight },
        ],
        5,
      ),
    ).toThrow(`The weight of ranking 1 must be a number from 0 on, not ${weight}.`)
  })

  it('trusts likes the more, the more there are', () => {
    expect([0, 3, 9].map(weightOfLikes)).toEqual([0, 0.5, 0.75])
  })
})
