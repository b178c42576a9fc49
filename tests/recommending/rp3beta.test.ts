import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, sparsePattern } from '@/lib/numerics/sparse-matrix'
import { MOST_LIKES_OF_A_USER, trainRp3beta } from '@/lib/recommending/rp3beta'
import { anyPattern, denseRows } from '../numerics/sparse-fixtures'

const sum = (values: readonly number[]) => values.reduce((before, value) => before + value, 0)

describe('RP3beta', () => {
  it('is the walk of two steps written out densely, the best kept', () => {
    fc.assert(
      fc.property(
        anyPattern(9, 9),
        fc.constantFrom(0, 0.4, 1),
        fc.integer({ min: 1, max: 9 }),
        (likes, beta, kept) => {
          const dense = denseRows(likes)
          const likesOf = (model: number) => sum(dense.map((row) => row[model] ?? 0))
          const lists = trainRp3beta(likes, { beta, kept })
          for (let model = 0; model < likes.columns; model++) {
            const scores = Array.from({ length: likes.columns }, (_, other) => {
              const walks = dense.map((row) =>
                row[model] === 1 ? (row[other] ?? 0) / sum(row) / likesOf(model) : 0,
              )
              return other === model ? 0 : Math.fround(sum(walks) / Math.max(1, likesOf(other)) ** beta)
            })
            const wanted = scores
              .filter((score) => score > 0)
              .sort((one, other) => other - one)
              .slice(0, kept)
            const found = Array.from(lists.values.subarray(lists.starts[model], lists.starts[model + 1]))
            expect(found).toHaveLength(wanted.length)
            for (const [place, score] of found.entries()) {
              expect(score).toBeCloseTo(wanted[place] ?? 0, 5)
              expect(score).toBeCloseTo(scores[columnsOf(lists, model)[place] ?? -1] ?? 0, 5)
            }
          }
        },
      ),
    )
  })

  it('users without likes, models without likes and no likes at all give empty lists', () => {
    expect(trainRp3beta(sparsePattern(3, 3, [], []), { beta: 0.4, kept: 5 }).indices).toHaveLength(0)
    const lists = trainRp3beta(sparsePattern(3, 4, [1, 1], [0, 3]), { beta: 0.4, kept: 5 })
    expect([0, 1, 2, 3].map((model) => [...columnsOf(lists, model)])).toEqual([[3], [], [], [0]])
  })

  it('leaves out who likes so much that it says nothing of any two', () => {
    const many = MOST_LIKES_OF_A_USER + 1
    const all = Array.from({ length: many }, (_, model) => model)
    const likes = sparsePattern(2, many, [...all.map(() => 0), 1, 1], [...all, 3, 5])
    const lists = trainRp3beta(likes, { beta: 0, kept: 5 })
    expect([...columnsOf(lists, 3)]).toEqual([5])
    expect([...columnsOf(lists, 4)]).toEqual([])
  })

  it.each([
    [{ beta: Number.NaN, kept: 5 }, 'The beta of RP3beta must be a number from 0 on, not NaN.'],
    [{ beta: -1, kept: 5 }, 'not -1'],
    [{ beta: 0.4, kept: 0 }, 'A list of neighbours must have room for one or more, not for 0.'],
    [{ beta: 0.4, kept: Number.NaN }, 'not for NaN'],
  ])('settings of %o are refused', (settings, message) => {
    expect(() => trainRp3beta(sparsePattern(3, 3, [0], [0]), settings)).toThrow(message)
  })
})
