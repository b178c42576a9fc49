import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, sparsePattern } from '@/lib/numerics/sparse-matrix'
import { nearestByTags, nearestByTagsInBlocks, tagWeights } from '@/lib/recommending/tag-weights'
import { anyPattern, denseRows } from '../numerics/sparse-fixtures'

describe('what tags say', () => {
  it('weighs rare tags more, is of length 1, and nothing by what one model alone has, or all', () => {
    // Tag 0: all four; tag 1: one alone; tag 2: two; tag 3: three.
    const tags = sparsePattern(4, 4, [0, 1, 2, 3, 0, 0, 1, 0, 1, 2], [0, 0, 0, 0, 1, 2, 2, 3, 3, 3])
    const [first, second, third, fourth] = denseRows(tagWeights(tags))
    const [rare, usual] = [Math.log(2), Math.log(4 / 3)]
    const length = Math.hypot(rare, usual)
    for (const row of [first, second])
      expect(row?.map((value) => value.toFixed(6))).toEqual(
        [0, 0, rare / length, usual / length].map((value) => value.toFixed(6)),
      )
    expect(third).toEqual([0, 0, 0, 1])
    expect(fourth).toEqual([0, 0, 0, 0])
  })

  it('compares by the cosine of all pairs', () => {
    fc.assert(
      fc.property(anyPattern(8, 6), fc.integer({ min: 1, max: 8 }), (tags, depth) => {
        const weights = tagWeights(tags)
        const dense = denseRows(weights)
        const lists = nearestByTags(weights, { depth })
        dense.forEach((own, model) => {
          const scores = dense.map((other, place) =>
            place === model ? 0 : own.reduce((sum, value, tag) => sum + value * (other[tag] ?? 0), 0),
          )
          const wanted = scores.filter((score) => score > 0).sort((one, other) => other - one)
          const found = [...columnsOf(lists, model)].map((place) => scores[place] ?? 0)
          expect(found).toHaveLength(Math.min(depth, wanted.length))
          for (const [place, score] of found.entries()) expect(score).toBeCloseTo(wanted[place] ?? 0, 5)
        })
      }),
    )
  })

  it('is the same by blocks of models', () => {
    fc.assert(
      fc.property(
        anyPattern(8, 6),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (tags, depth, blockRows) => {
          const weights = tagWeights(tags)
          const blocks = [...nearestByTagsInBlocks(weights, { depth, blockRows })]
          const whole = denseRows(nearestByTags(weights, { depth }))
          expect(blocks.flatMap(({ lists }) => denseRows(lists))).toEqual(whole)
          expect(blocks.map(({ from }) => from)).toEqual(blocks.map((_, place) => place * blockRows))
        },
      ),
    )
  })

  it('is nothing where nothing is tagged', () => {
    const weights = tagWeights(sparsePattern(3, 0, [], []))
    expect(nearestByTags(weights, { depth: 5 }).indices).toHaveLength(0)
  })
})
