import { describe, expect, it } from 'vitest'
import { bestOf, digestOf, type GridPoint, lineOf, pointsIn, settingsIn } from '@/lib/evaluation/likes/grid'
import { likeSetOf } from '@/lib/evaluation/likes/like-set'
import { measureBlend } from '@/lib/evaluation/likes/measure-blend'
import { measureCurve, measureFactors } from '@/lib/evaluation/likes/measure-factors'
import { measureLikes } from '@/lib/evaluation/likes/measure-likes'
import { madeUpCatalogue } from './made-up'

const catalogue = madeUpCatalogue({ users: 300, models: 200, likesOfAUser: 20, communities: 8 })
const [validation, test] = [likeSetOf(catalogue, 'validation'), likeSetOf(catalogue, 'test')]
const settings = {
  als: { factors: 8, regularisation: 10, alpha: 10, iterations: 4 },
  popularityExponent: 1,
  rp3beta: { beta: 0.4, kept: 50 },
}

describe('a learning curve', () => {
  it('ends, by iteration and by share, where learning ends', async () => {
    const { byIteration, byShare } = await measureCurve(test, settings)
    expect(byIteration.map(({ iterations, share }) => [iterations, share])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
    ])
    expect(byShare.map(({ iterations, share }) => [iterations, share])).toEqual([
      [4, 0.25],
      [4, 0.5],
      [4, 0.75],
      [4, 1],
    ])
    const whole = await measureFactors(test, settings, {})
    for (const end of [byIteration.at(-1), byShare.at(-1)]) expect(end).toMatchObject(whole)
  })

  it('rises with what there is to learn from, and knows that better than what was put aside', async () => {
    const { byShare } = await measureCurve(test, settings)
    const [quarter, , , all] = byShare
    expect(all?.users.ndcgAt10?.mean).toBeGreaterThan(1.2 * (quarter?.users.ndcgAt10?.mean ?? 1))
    expect(all?.learned.precisionAt10?.mean).toBeGreaterThan(all?.users.precisionAt10?.mean ?? 1)
  })
})

describe('a grid', () => {
  const point = (factors: number, ndcgAt10: number): GridPoint => ({
    likes: 'these',
    settings: { factors, regularisation: 10, alpha: 40, iterations: 15 },
    ndcgAt10,
    precisionAt10: 0,
    hitRateAt24: 0,
    tailHitRateAt24: 0,
  })

  it('is all combinations, the cheaper first', () => {
    const tried = settingsIn({ factors: [64, 8], regularisation: [1, 2], alpha: [5] }, 15)
    expect(tried.map(({ factors, regularisation }) => [factors, regularisation])).toEqual([
      [8, 1],
      [8, 2],
      [64, 1],
      [64, 2],
    ])
  })

  it('has a best point, of equal ones the first', () => {
    expect(bestOf([point(8, 0.1), point(16, 0.3), point(32, 0.3)])?.settings.factors).toBe(16)
    expect(bestOf([])).toBeNull()
  })

  it('is read back from its file, but for what was cut off or is of other likes', () => {
    const lines = [
      lineOf(point(8, 0.1)),
      lineOf({ ...point(16, 0.3), likes: 'others' }),
      lineOf(point(32, 0.2)),
    ]
    const cut = lineOf(point(64, 0.9)).slice(0, 50)
    expect(pointsIn([...lines, cut, '', 'null'].join('\n'), 'these')).toEqual([point(8, 0.1), point(32, 0.2)])
  })

  it('knows likes by what is learned from and what is tested by', () => {
    expect(digestOf(validation)).toMatch(/^[0-9a-f]{16}$/)
    expect(digestOf(validation)).toBe(digestOf(likeSetOf(catalogue, 'validation')))
    expect(digestOf(validation)).not.toBe(digestOf(test))
    const fewer = { ...catalogue, likes: catalogue.likes.slice(1) }
    expect(digestOf(likeSetOf(fewer, 'validation'))).not.toBe(digestOf(validation))
  })
})

it('mixes are chosen by one set and tested by another; likes 1 : 1 tags is what is shown', async () => {
  const { mixes, best, tested } = await measureBlend(
    { set: validation, looks: null },
    { set: test, looks: null },
    settings,
  )
  const tail = ({ pages }: (typeof mixes)[number]) => pages.tailHitRateAt24?.mean ?? 0
  expect(tail(best)).toBe(Math.max(...mixes.map(tail)))
  expect([tested.likes, tested.tags]).toEqual([best.likes, best.tags])
  const ways = new Map()
  for await (const { name, pages } of measureLikes(validation, settings)) ways.set(name, pages)
  expect(mixes.find(({ likes, tags }) => likes === 1 && tags === 1)?.pages).toEqual(
    ways.get('likes and tags'),
  )
  expect(mixes.find(({ likes }) => likes === 0)?.pages).toEqual(ways.get('tags'))
})

it('without tags there is nothing to mix', async () => {
  const untagged = likeSetOf({ ...catalogue, tagsOf: () => [] }, 'test')
  const part = { set: untagged, looks: null }
  await expect(measureBlend(part, part, settings)).rejects.toThrow('nothing is known besides likes')
})
