import { describe, expect, it } from 'vitest'
import { likeSetOf, numberLikes } from '@/lib/evaluation/likes/like-set'
import { measureLists } from '@/lib/evaluation/likes/measure-lists'
import { measureUsers } from '@/lib/evaluation/likes/measure-users'
import { meanOf } from '@/lib/evaluation/likes/mean'
import { sparsePattern } from '@/lib/numerics/sparse-matrix'

const likesOf = (user: string, models: string) => [...models].map((model) => ({ user, model }))

/** Models a and b are liked by three, the head; c to f once or never. Ann has c put aside, Bob d and a. */
function handMade() {
  const train = [
    ...likesOf('ann', 'ab'),
    ...likesOf('bob', 'be'),
    ...likesOf('cid', 'abf'),
    ...likesOf('dan', 'a'),
  ]
  const test = [...likesOf('ann', 'c'), ...likesOf('bob', 'da')]
  return numberLikes([...train, ...test], { train, test }, () => [])
}

it('models are in the order of their likes, then of their ids; the head holds half of the likes', () => {
  const set = handMade()
  expect(set.models).toEqual(['a', 'b', 'e', 'f', 'c', 'd'])
  expect([...set.popularity]).toEqual([3, 3, 1, 1, 0, 0])
  expect(set.head).toBe(2)
  expect(set.users).toEqual(['ann', 'bob', 'cid', 'dan'])
})

describe('users', () => {
  it('are measured by the first ten of what they have not liked yet', async () => {
    const set = handMade()
    // The order of models; Ann sees e, f, c, d and Bob a, f, c, d.
    const row = [6, 5, 4, 3, 2, 1]
    const quality = await measureUsers(set, (users) => Float32Array.from(users.flatMap(() => row)))
    // Ann: a hit at rank 3 of one wanted. Bob: hits at ranks 1 and 4 of two wanted.
    expect(quality.precisionAt10?.mean).toBeCloseTo((1 / 10 + 2 / 10) / 2, 12)
    expect(quality.precisionAt10?.standardError).toBeCloseTo(0.05 / Math.sqrt(2), 12)
    expect(quality.recallAt10?.mean).toBe(1)
    expect(quality.mapAt10?.mean).toBeCloseTo((1 / 3 + (1 + 2 / 4) / 2) / 2, 12)
    const ideal = 1 + 1 / Math.log2(3)
    expect(quality.ndcgAt10?.mean).toBeCloseTo((1 / 2 + (1 + 1 / Math.log2(5)) / ideal) / 2, 12)
    // Nobody is shown b.
    expect(quality.coverageAt10).toBe(5 / 6)
  })

  it('of equal scores are shown the more liked first, and of no candidates nothing', async () => {
    const set = handMade()
    const equal = (users: readonly number[]) => new Float32Array(users.length * 6)
    expect((await measureUsers(set, equal)).recallAt10?.mean).toBe(1)
    expect(await measureUsers(set, equal, () => false)).toMatchObject({
      precisionAt10: { mean: 0 },
      coverageAt10: 0,
    })
  })

  it('are never shown what has no score', async () => {
    const scores = (users: readonly number[]) => new Float32Array(users.length * 6).fill(Number.NaN)
    expect((await measureUsers(handMade(), scores)).coverageAt10).toBe(0)
  })
})

describe('pages', () => {
  // a: c, d; b: c; e: a, d; f: nothing; c: a; d: a.
  const lists = {
    ...sparsePattern(6, 6, [0, 0, 1, 2, 2, 4, 5], [4, 5, 4, 0, 5, 0, 0]),
    values: new Float32Array(7).fill(1),
  }

  it('are measured by the chance that a like shows one that was put aside', () => {
    const quality = measureLists(handMade(), lists)
    // Ann: c on the pages of a and b. Bob: on the page of b neither, on that of e both d and a.
    expect(quality.hitRateAt24).toMatchObject({ mean: (2 / 2 + 2 / 4) / 2, count: 2 })
    // The tail is c and d.
    expect(quality.tailHitRateAt24).toMatchObject({ mean: (2 / 2 + 1 / 2) / 2, count: 2 })
    // a, b, e and f have one to four likes: all pages there are.
    expect(quality.byLikes.map((band) => band?.mean ?? null)).toEqual([0.75, null, null, null, null])
    expect(quality.coverageAt24).toBe(3 / 6)
    expect(quality.meanLength).toBe(7 / 6)
  })

  it('show 24 and no more', () => {
    const count = 40
    const models = Array.from({ length: count }, (_, model) => model)
    const long = {
      ...sparsePattern(
        count,
        count,
        models.map(() => 0),
        models,
      ),
      values: new Float32Array(count),
    }
    const set = {
      train: sparsePattern(1, count, [0], [0]),
      test: sparsePattern(1, count, [0, 0], [23, 24]),
      head: 1,
      popularity: Int32Array.from({ length: count }, (_, model) => (model === 0 ? 5 : 0)),
    }
    const quality = measureLists(set, long)
    expect(quality.hitRateAt24?.mean).toBe(1 / 2)
    expect(quality.byLikes.map((band) => band?.mean ?? null)).toEqual([null, 1 / 2, null, null, null])
  })

  it('without anybody to ask have no figures', () => {
    const nobody = { ...handMade(), test: sparsePattern(4, 6, [], []) }
    expect(measureLists(nobody, lists)).toMatchObject({ hitRateAt24: null, tailHitRateAt24: null })
  })
})

it('a mean of nothing is none, of one number that number', () => {
  expect(meanOf([])).toBeNull()
  expect(meanOf([3])).toEqual({ mean: 3, standardError: 0, count: 1 })
})

it('too few likes are said to be so', () => {
  const catalogue = { likes: likesOf('ann', 'abc'), tagsOf: () => [] }
  expect(() => likeSetOf(catalogue, 'test')).toThrow('There are too few likes to measure by, 3')
})
