import { describe, expect, it, onTestFinished } from 'vitest'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { prepareFoldIn } from '@/lib/recommending/fold-in'
import { openFactorThread } from '@/lib/recommending/factor-thread'
import { type FactorRows, holdFactors } from '@/lib/recommending/held-factors'
import { recommend } from '@/lib/recommending/recommend'

const SETUP = { factors: 5, regularisation: 0.5, alpha: 7, mostModels: 20 }
const MODELS = 20
const data = Float32Array.from({ length: MODELS * 5 }, seededNormal(3))
/** Ids have gaps; nobody liked the last four. */
const idOf = (row: number) => 10 + 3 * row
const rowsFrom = (start: number, end: number): FactorRows => ({
  modelIds: Int32Array.from({ length: end - start }, (_, row) => idOf(start + row)),
  likeCounts: Int32Array.from({ length: end - start }, (_, row) => (start + row < 16 ? 2 : 0)),
  factors: data.slice(start * 5, end * 5),
})

async function* blocks() {
  yield rowsFrom(0, 7)
  yield rowsFrom(7, MODELS)
}

describe('the factors of a run', () => {
  it('recommend by ids what they recommend by rows, in a thread of their own', async () => {
    const thread = openFactorThread(SETUP, blocks())
    onTestFinished(() => thread.close())
    const factors = { rows: MODELS, columns: 5, data }
    const learned = { rows: 16, columns: 5, data: data.slice(0, 16 * 5) }
    const foldIn = await prepareFoldIn(factors, SETUP, learned)
    const opinion = { liked: [2, 17, 9], disliked: [4] }
    const wanted = recommend(factors, foldIn, opinion, { limit: 6, without: [1] })
    const asked = { liked: opinion.liked.map(idOf), disliked: [idOf(4), 11] }
    const { found, leftOut } = await thread.recommend(asked, 6, [idOf(1), 999])
    expect(found).toEqual(
      wanted.map(({ model, score, because }) => ({
        modelId: idOf(model),
        score,
        because: because.map((reason) => ({ ...reason, model: idOf(reason.model) })),
      })),
    )
    expect(leftOut).toEqual([11])
  })

  it('are passed over where a model has none, or nothing but zeros', async () => {
    const held = holdFactors({ ...SETUP, mostModels: 0 })
    held.add({ ...rowsFrom(0, 2), factors: Float32Array.from([1, 2, 3, 4, 5, 0, 0, 0, 0, 0]) })
    held.add(rowsFrom(2, 9))
    expect(() => held.recommend({ liked: [10], disliked: [] }, 3, [])).toThrow('are not prepared yet')
    await held.prepare()
    const { found, leftOut } = held.recommend({ liked: [idOf(1), 5, 5], disliked: [] }, 3, [])
    expect(found).toEqual([])
    expect(leftOut).toEqual([idOf(1), 5])
  })

  it('of another length are refused', () => {
    const held = holdFactors(SETUP)
    const damaged = { ...rowsFrom(0, 2), factors: new Float32Array(9) }
    expect(() => held.add(damaged)).toThrow('9 numbers are not 2 models of 5 factors.')
  })

  it('that cannot be read are told to whoever asks', async () => {
    const thread = openFactorThread(
      SETUP,
      (async function* () {
        yield rowsFrom(0, 7)
        throw new Error('The disk has gone.')
      })(),
    )
    onTestFinished(() => thread.close())
    await expect(thread.recommend({ liked: [10], disliked: [] }, 3, [])).rejects.toThrow('The disk has gone.')
  })
})
