import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { sparsePattern } from '@/lib/numerics/sparse-matrix'
import { trainAls } from '@/lib/recommending/als'
import { becauseOf } from '@/lib/recommending/because'
import { prepareFoldIn } from '@/lib/recommending/fold-in'
import { recommend } from '@/lib/recommending/recommend'

const SETTINGS = { regularisation: 0.5, alpha: 7 }
const MODELS = 30

function factorsOf(rows: number, columns: number): DenseMatrix {
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, seededNormal(9)) }
}

const opinions = fc
  .uniqueArray(fc.nat(MODELS - 1), { maxLength: 12 })
  .chain((chosen) =>
    fc.nat(chosen.length).map((cut) => ({ liked: chosen.slice(0, cut), disliked: chosen.slice(cut) })),
  )

describe('recommendations for somebody who likes some models', () => {
  it('are the best of all the others by the scores that folding in gives, as sorting them says', async () => {
    const factors = factorsOf(MODELS, 6)
    const foldIn = await prepareFoldIn(factors, SETTINGS)
    fc.assert(
      fc.property(opinions, fc.integer({ min: 1, max: 40 }), fc.nat(MODELS - 1), (opinion, limit, left) => {
        const { explain } = foldIn.taste(opinion.liked, opinion.disliked)
        const gone = new Set([...opinion.liked, ...opinion.disliked, left])
        const wanted = Array.from({ length: MODELS }, (_, model) => ({ model, score: explain(model).score }))
          .filter(({ model, score }) => !gone.has(model) && score > 0)
          .sort((one, other) => other.score - one.score || one.model - other.model)
          .slice(0, limit)
        const found = recommend(factors, foldIn, opinion, { limit, without: [left] })
        expect(found.map(({ model }) => model)).toEqual(wanted.map(({ model }) => model))
        for (const [place, { score }] of found.entries())
          expect(score).toBeCloseTo(wanted[place]?.score ?? 0, 9)
      }),
    )
  })

  it('say because of what: the largest shares of what speaks for each', async () => {
    const factors = factorsOf(MODELS, 6)
    const foldIn = await prepareFoldIn(factors, SETTINGS)
    fc.assert(
      fc.property(opinions, ({ liked, disliked }) => {
        const { explain } = foldIn.taste(liked, disliked)
        for (const { model, because } of recommend(factors, foldIn, { liked, disliked }, { limit: 5 })) {
          const speaking = [...explain(model).parts].map((part) => Math.max(0, part))
          const sum = speaking.reduce((total, part) => total + part, 0)
          expect(because.length).toBeGreaterThan(0)
          for (const { model: reason, share } of because)
            expect(share).toBeCloseTo((speaking[liked.indexOf(reason)] ?? 0) / sum, 9)
          expect(because[0]?.share).toBeCloseTo(Math.max(...speaking) / sum, 9)
        }
      }),
    )
  })

  it('stay within what a circle likes, and name what of it', async () => {
    // Two circles of 6 models, each liked by 20 users who like 4 of its 6 in turn.
    const users = Array.from({ length: 40 }, (_, user) => user)
    const pairs = users.flatMap((user) =>
      [0, 1, 2, 3].map((step) => [user, (user < 20 ? 0 : 6) + ((user + step) % 6)] as const),
    )
    const likes = sparsePattern(
      40,
      12,
      pairs.map(([user]) => user),
      pairs.map(([, model]) => model),
    )
    const { models } = await trainAls(likes, { ...SETTINGS, factors: 2, iterations: 20 })
    const foldIn = await prepareFoldIn(models, SETTINGS)
    const found = recommend(models, foldIn, { liked: [0, 7], disliked: [] }, { limit: 8 })
    for (const { model, because } of found) expect(because[0]?.model).toBe(model < 6 ? 0 : 7)
    const one = recommend(models, foldIn, { liked: [0, 1], disliked: [] }, { limit: 4 })
    expect(one.map(({ model }) => model).sort((a, b) => a - b)).toEqual([2, 3, 4, 5])
    const without = recommend(models, foldIn, { liked: [0, 1], disliked: [3] }, { limit: 4 })
    expect(without.map(({ model }) => model)).not.toContain(3)
  })

  it('are none for somebody who likes nothing, or nothing that has factors', async () => {
    const factors = factorsOf(3, 2)
    factors.data.fill(0, 4)
    const foldIn = await prepareFoldIn(factors, SETTINGS)
    expect(recommend(factors, foldIn, { liked: [], disliked: [1] }, { limit: 9 })).toEqual([])
    expect(recommend(factors, foldIn, { liked: [2], disliked: [] }, { limit: 9 })).toEqual([])
  })
})

describe('what speaks for a model', () => {
  it('is at most three models, none that has next to nothing to do with it', () => {
    expect(becauseOf([5, 6, 7, 8], [4, 3, 2, 1])).toEqual([
      { model: 5, share: 0.4 },
      { model: 6, share: 0.3 },
      { model: 7, share: 0.2 },
    ])
    expect(becauseOf([5, 6], [99, 1])).toEqual([{ model: 5, share: 0.99 }])
    expect(becauseOf([5, 6], [2, -1])).toEqual([{ model: 5, share: 1 }])
    expect(becauseOf([5, 6], [-2, -1])).toEqual([])
    expect(becauseOf([], [])).toEqual([])
  })
})
