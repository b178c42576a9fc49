import { describe, expect, it } from 'vitest'
import { type LikeSet, likeSetOf, type SplitName } from '@/lib/evaluation/likes/like-set'
import { type ListQuality, measureLists } from '@/lib/evaluation/likes/measure-lists'
import { measureUsers, type UserQuality } from '@/lib/evaluation/likes/measure-users'
import { factsOf } from '@/lib/evaluation/likes/set-facts'
import { compareIds, hash32 } from '@/lib/evaluation/likes/split-likes'
import { scoresByLists, scoresByTags, scoresOfAll } from '@/lib/evaluation/likes/user-scores'
import { columnsOf, transposeMatrix, withRowValues } from '@/lib/numerics/sparse-matrix'
import { listsOfProduct, listsOfScores } from '@/lib/recommending/neighbour-lists'
import { nearestByTags, tagWeights } from '@/lib/recommending/tag-weights'
import { madeUpCatalogue } from './made-up'

// Every figure here was computed by a second implementation of the protocol, in Python with NumPy and SciPy.

const catalogue = madeUpCatalogue({ users: 300, models: 200, likesOfAUser: 20, communities: 8 })

it('hashes texts by their bytes in UTF-8', () => {
  const hashed = [
    '',
    'a',
    '2016|user|model',
    'cold|2016|Ünïcode',
    '\u{1F600} and \uffff',
    'cold|2016|model 7',
  ]
  expect(hashed.map(hash32)).toEqual([2872998923, 444641715, 3477607783, 2692616624, 1860254730, 3171909348])
})

it('sorts ids by code points', () => {
  expect(['\u{1F600}', '\uffff', 'z', 'a', 'ab', '\ue000'].sort(compareIds)).toEqual([
    'a',
    'ab',
    'z',
    '\ue000',
    '\uffff',
    '\u{1F600}',
  ])
})

describe.each<[SplitName, object]>([
  [
    'test',
    {
      facts: {
        likes: catalogue.likes.length,
        users: 287,
        models: 200,
        train: 4839,
        test: 974,
        testUsers: 213,
        headModels: 61,
        tags: 107,
      },
      first: ['model 0', 'model 1', 'model 2', 'model 7', 'model 5'],
      last: ['model 191', 'model 169', 'model 189'],
      testLikes: 2307165785,
    },
  ],
  [
    'validation',
    {
      facts: {
        likes: catalogue.likes.length,
        users: 287,
        models: 200,
        train: 4092,
        test: 747,
        testUsers: 184,
        headModels: 60,
        tags: 107,
      },
      first: ['model 0', 'model 1', 'model 2', 'model 7', 'model 5'],
      last: ['model 189', 'model 197', 'model 153'],
      testLikes: 4231790310,
    },
  ],
])('the %s split', (name, wanted) => {
  it('puts the same likes aside, and has models in the same order', () => {
    const set = likeSetOf(catalogue, name)
    expect({
      facts: factsOf(catalogue.likes.length, set),
      first: set.models.slice(0, 5),
      last: set.models.slice(-3),
      testLikes: hash32(pairsOf(set).join('\n')),
    }).toEqual(wanted)
  })

  it('does not depend on the order of likes, or on how often each is given', () => {
    const turned = [...catalogue.likes].reverse()
    const again = likeSetOf({ ...catalogue, likes: [...turned, ...turned] }, name)
    expect(again).toEqual(likeSetOf(catalogue, name))
  })
})

function pairsOf({ users, models, test }: LikeSet): string[] {
  return users
    .flatMap((user, number) => Array.from(columnsOf(test, number), (model) => `${user},${models[model]}`))
    .sort(compareIds)
}

/** Figures to six digits. */
function usersTo6({ precisionAt10, recallAt10, mapAt10, ndcgAt10, coverageAt10 }: UserQuality): string[] {
  return [
    precisionAt10?.mean,
    precisionAt10?.standardError,
    recallAt10?.mean,
    mapAt10?.mean,
    ndcgAt10?.mean,
    coverageAt10,
  ].map((value) => (value ?? Number.NaN).toFixed(6))
}
function pagesTo6({ hitRateAt24, tailHitRateAt24, coverageAt24, meanLength }: ListQuality): string[] {
  return [hitRateAt24?.mean, hitRateAt24?.standardError, tailHitRateAt24?.mean, coverageAt24, meanLength].map(
    (value) => (value ?? Number.NaN).toFixed(6),
  )
}

/** By how many like both: whole numbers, so that equal scores are equal in every implementation. */
function listsOfBoth({ train }: LikeSet, depth: number) {
  const byUser = withRowValues(train, () => 1)
  return listsOfProduct(transposeMatrix(byUser), byUser, { depth })
}

describe('what is measured', () => {
  it.each<[SplitName, Record<string, string[]>]>([
    [
      'test',
      {
        popularityUsers: ['0.072770', '0.006232', '0.155840', '0.077566', '0.138268', '0.105000'],
        popularityPages: ['0.236034', '0.016079', '0.000000', '0.125000', '24.000000'],
        bothUsers: ['0.149765', '0.008283', '0.339090', '0.165938', '0.282323', '0.575000'],
        bothPages: ['0.351724', '0.012665', '0.219962', '0.965000', '24.000000'],
      },
    ],
    [
      'validation',
      {
        popularityUsers: ['0.062500', '0.004955', '0.172179', '0.071046', '0.135210', '0.100000'],
        popularityPages: ['0.270477', '0.016292', '0.000000', '0.125000', '24.000000'],
        bothUsers: ['0.115217', '0.006606', '0.311948', '0.150307', '0.254393', '0.545000'],
        bothPages: ['0.337466', '0.012292', '0.174335', '0.980000', '24.000000'],
      },
    ],
  ])('on the %s split is the same to six digits', async (name, wanted) => {
    const set = likeSetOf(catalogue, name)
    const popularity = Float32Array.from(set.popularity)
    const all = listsOfBoth(set, set.models.length)
    expect({
      popularityUsers: usersTo6(await measureUsers(set, scoresOfAll(popularity))),
      popularityPages: pagesTo6(measureLists(set, listsOfScores(popularity, { depth: 24 }))),
      bothUsers: usersTo6(await measureUsers(set, scoresByLists(set.train, all))),
      bothPages: pagesTo6(measureLists(set, all)),
    }).toEqual(wanted)
  })

  it('of cold models is the same to six digits', async () => {
    const set = likeSetOf(catalogue, 'cold')
    expect({ ...factsOf(0, set), cold: set.cold.filter((is) => is === 1).length }).toMatchObject({
      users: 287,
      train: 5296,
      test: 507,
      testUsers: 210,
      headModels: 57,
      cold: 17,
    })
    const weights = tagWeights(set.tags)
    const warm = set.cold.map((is) => 1 - is)
    const users = await measureUsers(set, scoresByTags(set.train, weights), (model) => set.cold[model] === 1)
    const pages = measureLists(set, nearestByTags(weights, { depth: 24, allowed: warm }), {
      anchors: set.test,
      targets: set.train,
    })
    expect(usersTo6(users)).toEqual(['0.194286', '0.009225', '0.825153', '0.502782', '0.619743', '0.085000'])
    expect(pagesTo6(pages)).toEqual(['0.195608', '0.005693', '0.186377', '0.915000', '23.495000'])
  })
})
