import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  averageMeasures,
  averagePrecision,
  precisionAt,
  recallCappedPrecisionAt,
} from '@/lib/evaluation/retrieval-metrics'
import { ranksOfRelevant } from '../similarity/vector-fixtures'

const [hit, miss] = [true, false]

describe('the measures of one ranking', () => {
  it('by hand: hits at places 1, 3 and 6, four relevant models', () => {
    const ranks = ranksOfRelevant([hit, miss, hit, miss, miss, hit])
    expect(ranks).toEqual([1, 3, 6])
    expect(precisionAt(5, ranks)).toBe(2 / 5)
    expect(precisionAt(10, ranks)).toBe(3 / 10)
    expect(recallCappedPrecisionAt(10, ranks, 4)).toBe(3 / 4)
    expect(recallCappedPrecisionAt(2, ranks, 4)).toBe(1 / 2)
    expect(averagePrecision(ranks, 4)).toBeCloseTo((1 / 1 + 2 / 3 + 3 / 6) / 4, 12)
  })

  it('are 1 when all the relevant models come first, and 0 when none is found', () => {
    const measures = (ranks: number[]) => [
      precisionAt(10, ranks),
      recallCappedPrecisionAt(10, ranks, 3),
      averagePrecision(ranks, 3),
    ]
    expect(measures([1, 2, 3])).toEqual([0.3, 1, 1])
    expect(measures([])).toEqual([0, 0, 0])
  })

  it('are those of the definitions, place by place', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), (relevance) => {
        const relevant = relevance.filter(Boolean).length
        fc.pre(relevant > 0)
        const firstTen = relevance.slice(0, 10).filter(Boolean).length
        let precisions = 0
        relevance.forEach((isRelevant, index) => {
          if (isRelevant) precisions += relevance.slice(0, index + 1).filter(Boolean).length / (index + 1)
        })
        const ranks = ranksOfRelevant(relevance)
        expect(precisionAt(10, ranks)).toBeCloseTo(firstTen / 10, 12)
        expect(recallCappedPrecisionAt(10, ranks, relevant)).toBeCloseTo(
          firstTen / Math.min(10, relevant),
          12,
        )
        expect(averagePrecision(ranks, relevant)).toBeCloseTo(precisions / relevant, 12)
      }),
    )
  })

  it('refuse a ranking with nothing relevant, or with more hits than relevant models', () => {
    expect(() => averagePrecision([], 0)).toThrow('0 relevant models')
    expect(() => averagePrecision([1, 2], 1)).toThrow('2 hits cannot be measured against 1 relevant models')
  })
})

describe('the means', () => {
  it('count each query the same, overall and by label', () => {
    const measures = (value: number) => ({
      precisionAt10: value,
      recallCappedPrecisionAt10: value / 2,
      meanAveragePrecision: value / 4,
    })
    const quality = averageMeasures([
      { label: 'tree', measures: measures(1) },
      { label: 'car', measures: measures(0.5) },
      { label: 'tree', measures: measures(0) },
    ])
    expect(quality).toEqual({
      precisionAt10: 0.5,
      recallCappedPrecisionAt10: 0.25,
      meanAveragePrecision: 0.125,
      queries: 3,
      byLabel: {
        car: { precisionAt10: 0.5, recallCappedPrecisionAt10: 0.25, meanAveragePrecision: 0.125, queries: 1 },
        tree: {
          precisionAt10: 0.5,
          recallCappedPrecisionAt10: 0.25,
          meanAveragePrecision: 0.125,
          queries: 2,
        },
      },
    })
    expect(Object.keys(quality.byLabel)).toEqual(['car', 'tree'])
  })

  it('of no query are refused', () => {
    expect(() => averageMeasures([])).toThrow('no query')
  })
})
