import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, sparsePattern } from '@/lib/numerics/sparse-matrix'
import { tagSuggester } from '@/lib/recommending/suggest-tags'
import { anyPattern, denseRows } from '../numerics/sparse-fixtures'

describe('tags that a model may lack', () => {
  // Model 0 has tag 0; its neighbours 1 and 2 have tag 1 as well, 2 and 3 tag 2; tag 3 is of 3 alone.
  const tags = sparsePattern(4, 4, [0, 1, 1, 2, 2, 2, 3, 3], [0, 0, 1, 0, 1, 2, 2, 3])
  const nearest = { models: [1, 2, 3], scores: [0.8, 0.5, 0.2] }

  it('are those of its nearest, by the share that speaks for them, with who that is', () => {
    const all = 1 + 0.64 + 0.25 + 0.04
    const suggested = tagSuggester(tags)(0, nearest, 10)
    expect(suggested.map(({ tag, speakers }) => [tag, speakers])).toEqual([
      [1, [1, 2]],
      [2, [2, 3]],
    ])
    expect(suggested[0]?.score).toBeCloseTo(0.89 / all, 12)
    expect(suggested[1]?.score).toBeCloseTo(0.29 / all, 12)
    expect(tagSuggester(tags)(0, nearest, 1)).toEqual(suggested.slice(0, 1))
  })

  it('come surer with more that agree, and never quite sure', () => {
    const many = sparsePattern(
      52,
      1,
      Int32Array.from({ length: 51 }, (_, place) => place + 1),
      new Int32Array(51),
    )
    const scoreOf = (count: number) =>
      tagSuggester(many)(
        0,
        { models: Array.from({ length: count }, (_, place) => place + 1), scores: new Array(count).fill(1) },
        1,
      )[0]?.score
    expect(scoreOf(1)).toBe(1 / 2)
    expect(scoreOf(9)).toBe(9 / 10)
    // No more than fifty are asked.
    expect(scoreOf(51)).toBe(50 / 51)
  })

  it('are none without neighbours, or where these are no nearer than anything', () => {
    expect(tagSuggester(tags)(0, { models: [], scores: [] }, 10)).toEqual([])
    expect(tagSuggester(tags)(0, { models: [0, 1, 2], scores: [1, 0, Number.NaN] }, 10)).toEqual([])
  })

  it('are added up as brute force does', () => {
    fc.assert(
      fc.property(
        anyPattern(8, 6),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
        (pattern, given) => {
          const dense = denseRows(pattern)
          const models = dense.map((_, model) => model)
          const scores = given.slice(0, models.length)
          const suggested = tagSuggester(pattern)(0, { models, scores }, 99)
          const weight = (model: number) => (model === 0 ? 0 : Math.max(0, scores[model] ?? 0) ** 2)
          const all = models.reduce((sum, model) => sum + weight(model), 1)
          for (const { tag, score, speakers } of suggested) {
            expect(columnsOf(pattern, 0)).not.toContain(tag)
            const having = models.filter((model) => dense[model]?.[tag] === 1 && (scores[model] ?? 0) > 0)
            expect(speakers).toEqual(having.filter((model) => model !== 0))
            expect(score).toBeCloseTo(having.reduce((sum, model) => sum + weight(model), 0) / all, 10)
            expect(score).toBeLessThan(1)
          }
          const ordered = suggested.map(({ score }) => score)
          expect(ordered).toEqual(ordered.toSorted((one, other) => other - one))
        },
      ),
    )
  })
})
