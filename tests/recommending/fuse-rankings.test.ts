import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, sparsePattern } from '@/lib/numerics/sparse-matrix'
import { fuseLists, fuseRankings, weightOfLikes } from '@/lib/recommending/fuse-rankings'

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

  it('makes one list of several for each model, by the weight that each kind has there', () => {
    const list = (models: number[]) => {
      const pattern = sparsePattern(
        3,
        3,
        models.map((_, model) => model),
        models,
      )
      return { ...pattern, values: new Float32Array(pattern.indices.length).fill(1) }
    }
    const fused = fuseLists(
      [
        { lists: list([1, 2, 0]), weightOf: (model) => model },
        { lists: list([2, 0, 1]), weightOf: () => 1.5 },
      ],
      3,
      24,
    )
    expect([0, 1, 2].map((model) => [...columnsOf(fused, model)])).toEqual([[2], [0, 2], [0, 1]])
  })
})
