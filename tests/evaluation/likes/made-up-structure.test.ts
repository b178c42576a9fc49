import { beforeAll, describe, expect, it } from 'vitest'
import { makeUpLikes } from '@/lib/benchmark/made-up-likes'
import { likeSetOf } from '@/lib/evaluation/likes/like-set'
import { type LikeQuality, measureLikes } from '@/lib/evaluation/likes/measure-likes'
import { columnsOf, sparsePattern, transposePattern } from '@/lib/numerics/sparse-matrix'
import { trainAls } from '@/lib/recommending/als'
import { contentOf, factorsByContent } from '@/lib/recommending/content-factors'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import type { NeighbourLists } from '@/lib/recommending/neighbour-lists'
import { trainRp3beta } from '@/lib/recommending/rp3beta'
import { nearestByTags, tagWeights } from '@/lib/recommending/tag-weights'
import { madeUpCatalogue } from './made-up'

const OPTIONS = { users: 1_200, models: 900, likesOfAUser: 24, communities: 15 }
const ALS = { factors: 32, regularisation: 20, alpha: 10, iterations: 10 }
const RP3BETA = { beta: 0.4, kept: 100 }

describe('of circles that were put in', () => {
  const { userOf, modelOf, communityOf, tags, looks } = makeUpLikes(OPTIONS)
  const likes = sparsePattern(OPTIONS.users, OPTIONS.models, userOf, modelOf)
  const names = [...new Set(tags.flat())]
  const tagged = sparsePattern(
    OPTIONS.models,
    names.length,
    tags.flatMap((own, model) => own.map(() => model)),
    tags.flatMap((own) => own.map((tag) => names.indexOf(tag))),
  )

  /** How many of the first ten neighbours are of the model's own circle; by chance one of fifteen. */
  function ofOwnCircle(lists: NeighbourLists, isAsked: (model: number) => boolean = () => true): number {
    let [same, all] = [0, 0]
    for (let model = 0; model < lists.rows; model++) {
      if (!isAsked(model)) continue
      for (const other of columnsOf(lists, model).subarray(0, 10)) {
        all++
        if (communityOf[other] === communityOf[model]) same++
      }
    }
    return same / all
  }

  it('RP3beta finds most', () => {
    expect(ofOwnCircle(trainRp3beta(likes, RP3BETA))).toBeGreaterThan(0.6)
  })

  it('factors find nearly all', async () => {
    const { models } = await trainAls(likes, ALS)
    expect(ofOwnCircle(await nearestByFactors(models, 1, { depth: 10 }))).toBeGreaterThan(0.8)
  })

  it('tags find nearly all', () => {
    expect(ofOwnCircle(nearestByTags(tagWeights(tagged), { depth: 10 }))).toBeGreaterThan(0.8)
  })

  it('content finds those of models that nobody has liked yet', async () => {
    const isCold = (model: number) => model % 10 === 0
    const warm = sparsePattern(
      OPTIONS.users,
      OPTIONS.models,
      userOf.filter((_, like) => !isCold(modelOf[like] ?? 0)),
      modelOf.filter((model) => !isCold(model)),
    )
    const popularity = Array.from({ length: OPTIONS.models }, (_, model) => (isCold(model) ? 0 : 1))
    const { models } = await trainAls(warm, ALS)
    for (const content of [
      await contentOf(tagWeights(tagged)),
      await contentOf(tagWeights(tagged), [looks]),
    ]) {
      const factors = await factorsByContent(content, models, popularity, 1)
      expect(ofOwnCircle(await nearestByFactors(factors, 1, { depth: 10 }), isCold)).toBeGreaterThan(0.8)
    }
    expect(columnsOf(transposePattern(warm), 0)).toHaveLength(0)
  })
})

describe('on likes that were put aside', () => {
  const measured = new Map<string, LikeQuality>()
  beforeAll(async () => {
    const set = likeSetOf(madeUpCatalogue(OPTIONS), 'test')
    for await (const quality of measureLikes(set, { als: ALS, rp3beta: RP3BETA, popularityExponent: 1 }))
      measured.set(quality.name, quality)
  })
  const tail = (name: string) => measured.get(name)?.pages.tailHitRateAt24?.mean ?? Number.NaN
  const ndcg = (name: string) => measured.get(name)?.users?.ndcgAt10?.mean ?? Number.NaN

  it('all ways are measured', () => {
    expect([...measured.keys()]).toEqual(['popularity', 'rp3beta', 'als', 'tags', 'likes and tags'])
  })

  it('factors show more of the tail than what is popular, and than RP3beta', () => {
    expect(tail('popularity')).toBe(0)
    expect(tail('als')).toBeGreaterThan(tail('rp3beta') + 0.01)
  })

  it('users are better served by their likes than by what is popular', () => {
    expect(ndcg('als')).toBeGreaterThan(2 * ndcg('popularity'))
    expect(ndcg('rp3beta')).toBeGreaterThan(2 * ndcg('popularity'))
  })

  it('likes and tags together lose next to nothing to the better of both', () => {
    expect(tail('likes and tags')).toBeGreaterThan(0.97 * Math.max(tail('als'), tail('tags')))
    expect(tail('likes and tags')).toBeGreaterThan(tail('rp3beta') + 0.01)
  })
})
