import fc from 'fast-check'
import { Matrix, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { type DenseMatrix } from '@/lib/numerics/matrix-product'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { sparsePattern } from '@/lib/numerics/sparse-matrix'
import { trainAls } from '@/lib/recommending/als'
import { prepareFoldIn } from '@/lib/recommending/fold-in'
import { matrixOf, solvedRows } from './dense-fixtures'

const SETTINGS = { regularisation: 0.5, alpha: 7 }

function models(rows: number, columns: number): DenseMatrix {
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, seededNormal(5)) }
}

/** The normal equations of one user with all confidences written out: alpha for what is liked or disliked, 1 for the rest. */
function solvedTaste(factors: Matrix, liked: readonly number[], disliked: readonly number[]): number[] {
  const { regularisation, alpha } = SETTINGS
  const known = new Set([...liked, ...disliked])
  const confidence = Array.from({ length: factors.rows }, (_, model) => (known.has(model) ? alpha : 1))
  const preference = Array.from({ length: factors.rows }, (_, model) => (liked.includes(model) ? 1 : 0))
  const weighted = factors.transpose().mmul(Matrix.diag(confidence))
  const system = weighted.mmul(factors).add(Matrix.eye(factors.columns).mul(regularisation))
  return solve(system, weighted.mmul(Matrix.columnVector(preference))).to1DArray()
}

describe('somebody who was not there when factors were trained', () => {
  it('is given what a dense solve gives, whatever is liked', async () => {
    const factors = models(12, 5)
    const foldIn = await prepareFoldIn(factors, SETTINGS)
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(11), { maxLength: 12 }), (liked) => {
        const likes = sparsePattern(
          1,
          12,
          liked.map(() => 0),
          liked,
        )
        const wanted = solvedRows(likes, matrixOf(factors), SETTINGS).getRow(0)
        const { user } = foldIn.taste(liked)
        for (const [place, value] of wanted.entries()) expect(user[place]).toBeCloseTo(value, 5)
      }),
    )
  })

  it('is told because of what: parts that add up to the score exactly', async () => {
    const factors = models(12, 5)
    const { taste } = await prepareFoldIn(factors, SETTINGS)
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(11), { maxLength: 12 }), fc.nat(11), (liked, model) => {
        const { user, explain } = taste(liked)
        const { score, parts } = explain(model)
        expect(parts).toHaveLength(liked.length)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 9)
        expect(score).toBeCloseTo(
          user.reduce((sum, value, place) => sum + value * (factors.data[model * 5 + place] ?? 0), 0),
          9,
        )
      }),
    )
  })

  it('is moved by what is of no interest, as a dense solve says, and told because of what is liked alone', async () => {
    const factors = models(12, 5)
    const { taste } = await prepareFoldIn(factors, SETTINGS)
    const dense = matrixOf(factors)
    fc.assert(
      fc.property(
        fc
          .uniqueArray(fc.nat(11), { maxLength: 12 })
          .chain((chosen) =>
            fc
              .nat(chosen.length)
              .map((cut) => ({ liked: chosen.slice(0, cut), disliked: chosen.slice(cut) })),
          ),
        fc.nat(11),
        ({ liked, disliked }, model) => {
          const wanted = solvedTaste(dense, liked, disliked)
          const { user, explain } = taste(liked, disliked)
          for (const [place, value] of wanted.entries()) expect(user[place]).toBeCloseTo(value, 5)
          const { score, parts } = explain(model)
          expect(parts).toHaveLength(liked.length)
          expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 9)
        },
      ),
    )
  })

  it('likes a model less that is of no interest, and what is like it', async () => {
    const factors = models(12, 5)
    const { taste } = await prepareFoldIn(factors, SETTINGS)
    for (let model = 1; model < 12; model++) {
      const before = taste([0]).explain(model).score
      expect(Math.abs(taste([0], [model]).explain(model).score)).toBeLessThan(Math.abs(before))
    }
    expect(taste([4, 2], [4, 7, 7]).user).toEqual(taste([4, 2], [7]).user)
  })

  it('is compared with what training knew, not with models that were given a place since', async () => {
    const all = models(12, 5)
    const learned = { rows: 8, columns: 5, data: all.data.slice(0, 40) }
    const among = (await prepareFoldIn(all, SETTINGS, learned)).taste([1, 10])
    const alone = (await prepareFoldIn(learned, SETTINGS)).taste([1])
    expect((await prepareFoldIn(all, SETTINGS, learned)).taste([1]).user).toEqual(alone.user)
    expect(among.explain(10).parts).toHaveLength(2)
  })

  it('is given nothing for liking nothing, and nothing more for liking a model twice', async () => {
    const foldIn = await prepareFoldIn(models(12, 5), SETTINGS)
    expect(foldIn.taste([]).user).toEqual(new Float64Array(5))
    expect(foldIn.taste([]).explain(3)).toEqual({ score: 0, parts: new Float64Array(0) })
    expect(foldIn.taste([4, 4, 2]).user).toEqual(foldIn.taste([4, 2]).user)
  })

  it('is near to what training gave a user of the same likes', async () => {
    const likes = sparsePattern(4, 5, [0, 0, 1, 1, 2, 2, 3], [0, 1, 1, 2, 3, 4, 4])
    const found = await trainAls(likes, { ...SETTINGS, factors: 3, iterations: 300 })
    const { user } = (await prepareFoldIn(found.models, SETTINGS)).taste([0, 1])
    for (const [place, value] of user.entries()) expect(found.users.data[place]).toBeCloseTo(value, 3)
  })

  it.each([-1, 12, 1.5, Number.NaN])('model %d is refused', async (model) => {
    const { taste } = await prepareFoldIn(models(12, 5), SETTINGS)
    const refusal = `There is no model ${model} among the 12 that have factors.`
    expect(() => taste([0, model])).toThrow(refusal)
    expect(() => taste([0], [model])).toThrow(refusal)
  })
})
