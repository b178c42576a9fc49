import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { evaluateRetrieval, measureQueries } from '@/lib/evaluation/evaluate-retrieval'
import { averagePrecision, precisionAt, recallCappedPrecisionAt } from '@/lib/evaluation/retrieval-metrics'
import { expandSearch } from '@/lib/similarity/search-neighbours'
import { vectorsInMemory } from '@/lib/similarity/vectors'

import {
  bruteForceRanking,
  innerProduct,
  randomUnitVectors,
  ranksOfRelevant,
  seededRandom,
} from '../similarity/vector-fixtures'

describe('the evaluation of a catalogue', () => {
  it('measures full rankings, ties by id, as a naive implementation does', async () => {
    // Small integers, so that float32 is exact and full of ties.
    const catalogue = fc.integer({ min: 2, max: 30 }).chain((count) =>
      fc.record({
        values: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: count * 3, maxLength: count * 3 }),
        labels: fc.array(fc.constantFrom('tree', 'car', null), { minLength: count, maxLength: count }),
        groups: fc.option(
          fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: count, maxLength: count }),
          { nil: undefined },
        ),
        leastRelevant: fc.integer({ min: 1, max: 4 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(catalogue, async ({ values, labels, groups, leastRelevant }) => {
        const vectors = Float32Array.from(values)
        const expected = labels.flatMap((label, query) => {
          if (label === null) return []
          const group = groups?.[query] ?? null
          const relevance = bruteForceRanking(vectors, 3, query)
            .filter(({ index }) => group === null || groups?.[index] !== group)
            .map(({ index }) => labels[index] === label)
          const relevant = relevance.filter(Boolean).length
          if (relevant < leastRelevant) return []
          const ranks = ranksOfRelevant(relevance)
          const measures = {
            precisionAt10: precisionAt(10, ranks),
            recallCappedPrecisionAt10: recallCappedPrecisionAt(10, ranks, relevant),
            meanAveragePrecision: averagePrecision(ranks, relevant),
          }
          return [{ label, measures }]
        })
        const options = {
          vectors: vectorsInMemory(vectors, 3),
          labels,
          groups,
          expansion: null,
          leastRelevant,
        }
        if (expected.length === 0) {
          await expect(evaluateRetrieval(options)).rejects.toThrow('nothing to evaluate')
          return
        }
        const measured = await measureQueries(options)
        for (const [place, query] of measured.models.entries()) {
          const group = groups?.[query] ?? null
          const ranking = bruteForceRanking(vectors, 3, query).map(({ index }) => index)
          const first = ranking.filter((index) => group === null || groups?.[index] !== group).slice(0, 10)
          const nearest = [...measured.nearest.subarray(place * 10, (place + 1) * 10)]
          expect(nearest.filter((index) => index >= 0)).toEqual(first)
        }
        const quality = await evaluateRetrieval(options)
        expect(quality.queries).toBe(expected.length)
        for (const measure of [
          'precisionAt10',
          'recallCappedPrecisionAt10',
          'meanAveragePrecision',
        ] as const) {
          const mean = (of: typeof expected) =>
            of.reduce((sum, query) => sum + query.measures[measure], 0) / of.length
          expect(quality[measure]).toBeCloseTo(mean(expected), 12)
          for (const label of Object.keys(quality.byLabel)) {
            const ofLabel = expected.filter((query) => query.label === label)
            expect(quality.byLabel[label]?.[measure]).toBeCloseTo(mean(ofLabel), 12)
            expect(quality.byLabel[label]?.queries).toBe(ofLabel.length)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('takes as queries, unless told otherwise, the models of labels with more than ten', async () => {
    const labels = Array.from({ length: 21 }, (_, model) => (model < 11 ? 'eleven' : 'ten'))
    const vectors = vectorsInMemory(randomUnitVectors(21, 4, 1), 4)
    const quality = await evaluateRetrieval({ vectors, labels, expansion: null })
    expect(quality.queries).toBe(11)
    expect(Object.keys(quality.byLabel)).toEqual(['eleven'])
  })

  it('is perfect for clusters that are far apart, and about the share of relevant models for noise', async () => {
    const random = seededRandom(2)
    const labels = Array.from({ length: 2000 }, () => `label ${Math.floor(random() * 10)}`)
    const noise = vectorsInMemory(randomUnitVectors(2000, 16, 3), 16)
    const chance = await evaluateRetrieval({ vectors: noise, labels, expansion: null })
    expect(chance.precisionAt10).toBeGreaterThan(0.09)
    expect(chance.precisionAt10).toBeLessThan(0.11)

    const clusters = new Float32Array(2000 * 16)
    labels.forEach((label, model) => (clusters[model * 16 + Number(label.at(-1))] = 1))
    const perfect = await evaluateRetrieval({
      vectors: vectorsInMemory(clusters, 16),
      labels,
      expansion: null,
    })
    expect(perfect).toMatchObject({ precisionAt10: 1, recallCappedPrecisionAt10: 1, meanAveragePrecision: 1 })
  })

  it('ranks with the expansion that is asked for', async () => {
    const [count, dimensions] = [60, 6]
    const values = randomUnitVectors(count, dimensions, 4)
    const vectors = vectorsInMemory(values, dimensions)
    const labels = Array.from({ length: count }, (_, model) => `label ${model % 3}`)
    for (const database of [false, true]) {
      const expansion = { neighbours: 4, database }
      const search = await expandSearch({ vectors, expansion })
      const [queries, others] = [await search.queries.rows(0, count), await search.database.rows(0, count)]
      let sum = 0
      for (let query = 0; query < count; query++) {
        const relevance = labels
          .map((label, index) => ({
            relevant: label === labels[query],
            index,
            score: innerProduct(queries, query, others, index, dimensions),
          }))
          .filter(({ index }) => index !== query)
          .sort((a, b) => b.score - a.score)
          .map(({ relevant }) => relevant)
        sum += averagePrecision(ranksOfRelevant(relevance), 19)
      }
      const quality = await evaluateRetrieval({ vectors, labels, expansion })
      expect(quality.meanAveragePrecision).toBeCloseTo(sum / count, 6)
    }
  })

  it('refuses labels or groups that are not one a model', async () => {
    const vectors = vectorsInMemory(randomUnitVectors(3, 4, 5), 4)
    await expect(evaluateRetrieval({ vectors, labels: ['a'], expansion: null })).rejects.toThrow(
      'There are 1 labels for 3 vectors.',
    )
    await expect(
      evaluateRetrieval({ vectors, labels: ['a', 'a', 'a'], groups: [null], expansion: null }),
    ).rejects.toThrow('There are 1 groups for 3 vectors.')
  })
})
