import { describe, expect, it } from 'vitest'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { columnsOf } from '@/lib/numerics/sparse-matrix'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import { listsOfScores } from '@/lib/recommending/neighbour-lists'
import { rowsOf } from '../embedding/embedding-fixtures'

const factors = { rows: 300, columns: 6, data: Float32Array.from({ length: 1_800 }, seededNormal(2)) }
factors.data.fill(0, 6 * 40, 6 * 41)

describe('the nearest by factors', () => {
  it.each([0, 0.5, 1])('are by y_i y_j / |y_j|^%d, computed pair by pair', async (gamma) => {
    const lists = await nearestByFactors(factors, gamma, { depth: 7 })
    const rows = rowsOf(factors.data, 6)
    for (const [model, own] of rows.entries()) {
      const scores = rows.map((other, place) => {
        const length = Math.hypot(...other)
        const inner = own.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)
        return place === model || length === 0 ? -1 : inner / Math.hypot(...own) / length ** gamma
      })
      const best = scores
        .map((score, place) => ({ score, place }))
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score)
        .slice(0, 7)
      expect([...columnsOf(lists, model)]).toEqual(best.map(({ place }) => place))
    }
  })

  it('of factors that are zero are none, and these are nobody’s', async () => {
    const lists = await nearestByFactors(factors, 1, { depth: 299 })
    expect([...columnsOf(lists, 40)]).toEqual([])
    expect(lists.indices.includes(40)).toBe(false)
  })

  it('are of those that may be listed alone', async () => {
    const allowed = Uint8Array.from({ length: 300 }, (_, model) => model % 3 && 1)
    const lists = await nearestByFactors(factors, 1, { depth: 20, allowed })
    expect(lists.indices.some((model) => model % 3 === 0)).toBe(false)
    expect(columnsOf(lists, 0)).toHaveLength(20)
  })

  it('are fewer where there are fewer, and one model has none', async () => {
    const one = { rows: 1, columns: 2, data: Float32Array.of(1, 1) }
    expect((await nearestByFactors(one, 1, { depth: 24 })).indices).toHaveLength(0)
    const two = { rows: 2, columns: 2, data: Float32Array.of(1, 1, 1, 0) }
    expect([...(await nearestByFactors(two, 1, { depth: 24 })).indices]).toEqual([1, 0])
  })

  it.each([-0.1, 1.1, Number.NaN])('an exponent of %d is refused', async (gamma) => {
    await expect(nearestByFactors(factors, gamma, { depth: 3 })).rejects.toThrow(
      `The popularity exponent must be a number from 0 to 1, not ${gamma}.`,
    )
  })
})

it('lists by one score each are the same but for the model itself', () => {
  const lists = listsOfScores(Float32Array.of(5, 3, 3, 0, 4), { depth: 3 })
  expect([0, 1, 2, 3, 4].map((model) => [...columnsOf(lists, model)])).toEqual([
    [4, 1, 2],
    [0, 4, 2],
    [0, 4, 1],
    [0, 4, 1],
    [0, 1, 2],
  ])
})
