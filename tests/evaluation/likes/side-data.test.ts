import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeUpLikes } from '@/lib/benchmark/made-up-likes'
import { blendedLists } from '@/lib/evaluation/likes/blended-lists'
import { likeSetOf } from '@/lib/evaluation/likes/like-set'
import { looksOf, looksOfUsers } from '@/lib/evaluation/likes/looks'
import { mixesOf } from '@/lib/evaluation/likes/measure-blend'
import { measureCold } from '@/lib/evaluation/likes/measure-cold'
import { measureVisual, towards } from '@/lib/evaluation/likes/measure-visual'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { columnsOf, sparsePattern } from '@/lib/numerics/sparse-matrix'
import type { NeighbourLists } from '@/lib/recommending/neighbour-lists'
import { madeUpCatalogue } from './made-up'

const OPTIONS = { users: 700, models: 400, likesOfAUser: 18, communities: 10 }
const catalogue = madeUpCatalogue(OPTIONS)
const { looks } = makeUpLikes(OPTIONS)
const vectors = new Map(
  Array.from({ length: looks.rows }, (_, model) => [
    `model ${model}`,
    looks.data.slice(model * looks.columns, (model + 1) * looks.columns),
  ]),
)
const settings = {
  als: { factors: 16, regularisation: 10, alpha: 10, iterations: 6 },
  popularityExponent: 1,
  rp3beta: { beta: 0.4, kept: 50 },
}
const partOf = (split: 'test' | 'validation' | 'cold') => {
  const set = likeSetOf(catalogue, split)
  const own = looksOf(set.models, vectors)
  if (!own) throw new Error('Made-up models have looks.')
  return { set, looks: own }
}

describe('looks', () => {
  it('are vectors of length 1 in the order of the models; of a model without one they are zeros', () => {
    const given = new Map([
      ['a', Float32Array.of(3, 4)],
      ['c', Float32Array.of(0, 0)],
      ['not there', Float32Array.of(1, 2, 3)],
    ])
    const { rows, columns, data, known } = looksOf(['b', 'a', 'c'], given) ?? {
      rows: 0,
      columns: 0,
      data: [],
      known: 0,
    }
    expect([rows, columns, known]).toEqual([3, 2, 2])
    expect([...data]).toEqual([0, 0, Math.fround(0.6), Math.fround(0.8), 0, 0])
    expect(looksOf(['b'], given)).toBeNull()
  })

  it('of different sizes, or with NaN, are refused with the name of the model', () => {
    const sizes = new Map([
      ['a', Float32Array.of(1, 2)],
      ['b', Float32Array.of(1)],
    ])
    expect(() => looksOf(['a', 'b'], sizes)).toThrow('The vector of b has 1 numbers, others have 2.')
    expect(() => looksOf(['a'], new Map([['a', Float32Array.of(NaN)]]))).toThrow('The vector of a has')
  })

  it('of users are the sums of those of the models that they like', () => {
    const likes = sparsePattern(2, 3, [0, 0, 1], [0, 2, 1])
    const seen: DenseMatrix = { rows: 3, columns: 2, data: Float32Array.of(1, 0, 0, 1, 0.5, 0.5) }
    expect([...looksOfUsers(likes, seen).data]).toEqual([1.5, 0.5, 0, 1])
  })
})

it('factors move towards content, the more the fewer like a model, and stay as long as they are', () => {
  const factors: DenseMatrix = { rows: 3, columns: 2, data: Float32Array.of(2, 0, 2, 0, 0, 0) }
  const said: DenseMatrix = { rows: 3, columns: 2, data: Float32Array.of(0, 8, 0, 8, 0, 8) }
  const { data } = towards(factors, said, [3, 9, 0])
  // Liked by 3: half of each; by 9: a quarter of content; by nobody: what content says.
  const wanted = [1, 1, 1.5, 0.5, 0, 8]
  wanted.forEach((value, index) => expect(data[index]).toBeCloseTo(value, 6))
})

describe('models that nobody has liked yet', () => {
  it('have tags, looks, and what both say of their factors, each better than nothing', async () => {
    const { set, looks: own } = partOf('cold')
    const ways = await waysOf(measureCold(set, settings, {}, own))
    expect(ways.map(({ name }) => name)).toEqual([
      'tags',
      'visual',
      'likes from tags',
      'likes from visual',
      'likes from tags and visual',
    ])
    const cold = set.cold.reduce((sum, is) => sum + is, 0)
    for (const { users } of ways) expect(users.recallAt10?.mean).toBeGreaterThan((1.5 * 10) / cold)
  })

  it('may have looks alone', async () => {
    const untagged = likeSetOf({ ...catalogue, tagsOf: () => [] }, 'cold')
    const ways = await waysOf(measureCold(untagged, settings, {}, looksOf(untagged.models, vectors)))
    expect(ways.map(({ name }) => name)).toEqual(['visual', 'likes from visual'])
  })
})

it('the likes model is measured with and without looks, of liked models and of others, with its seconds', async () => {
  const { warm, cold, models, dimensions } = await measureVisual(partOf('test'), partOf('cold'), settings)
  expect([models, dimensions]).toEqual([400, 32])
  expect(warm.map(({ name }) => name)).toEqual([
    'likes',
    'likes with tags',
    'likes with visual',
    'likes with tags and visual',
  ])
  for (const { users, secondsOfPrecision } of warm) {
    expect(users.precisionAt10?.mean).toBeGreaterThan(0.05)
    expect(secondsOfPrecision).toBeGreaterThan(0)
  }
  expect(cold).toHaveLength(5)
})

describe('mixes', () => {
  it('of two kinds go from likes to tags; of three each is there once, its largest part 1', () => {
    expect(mixesOf(['likes', 'tags']).map(({ likes, tags }) => [likes, tags])).toEqual([
      [1, 0],
      [1, 0.25],
      [1, 0.5],
      [1, 1],
      [0.5, 1],
      [0.25, 1],
      [0, 1],
    ])
    const three = mixesOf(['likes', 'tags', 'visual'])
    expect(three).toHaveLength(19)
    expect(new Set(three.map((mix) => JSON.stringify(mix))).size).toBe(19)
  })

  it('show what brute force shows', () => {
    const list = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 6 })
    const part = fc.constantFrom(0, 0.25, 0.5, 1)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(list, list), { minLength: 8, maxLength: 8 }),
        fc.tuple(part, part, part),
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 8, maxLength: 8 }),
        (rows, [likes, tags, popularity], counts) => {
          const [byLikes, byTags] = [0, 1].map((kind) => listsOf(rows.map((row) => row[kind] ?? [])))
          if (!byLikes || !byTags) throw new Error('There are two kinds.')
          const set = { models: counts.map(String), popularity: Int32Array.from(counts) }
          const mix = { visual: 0, likes, tags, popularity }
          const blended = blendedLists(
            set,
            [
              { kind: 'likes', lists: byLikes },
              { kind: 'tags', lists: byTags },
            ],
            mix,
          )
          rows.forEach(([liked, tagged], model) => {
            const n = counts[model] ?? 0
            const counted = [...(likes * n > 0 ? liked : []), ...(tags > 0 ? tagged : [])]
            const candidates = [...new Set(counted)].sort(
              (one, other) => (counts[other] ?? 0) - (counts[one] ?? 0) || one - other,
            )
            const given = (own: readonly number[], other: number, weight: number) =>
              own.includes(other) ? weight / (61 + own.indexOf(other)) : 0
            const scoreOf = (other: number) =>
              given(liked, other, (likes * n) / (n + 3)) +
              given(tagged, other, tags / 2) +
              given(candidates, other, popularity / 2)
            const shown = [...columnsOf(blended, model)]
            expect(new Set(shown)).toEqual(new Set(candidates))
            shown.forEach((other, place) => {
              const next = shown[place + 1]
              if (next !== undefined) expect(scoreOf(other)).toBeGreaterThanOrEqual(scoreOf(next) - 1e-12)
            })
          })
        },
      ),
      { numRuns: 200 },
    )
  })
})

async function waysOf<Way>(ways: AsyncIterable<Way>): Promise<Way[]> {
  const all: Way[] = []
  for await (const way of ways) all.push(way)
  return all
}

function listsOf(rows: readonly (readonly number[])[]): NeighbourLists {
  const starts = new Int32Array(rows.length + 1)
  rows.forEach((row, place) => (starts[place + 1] = (starts[place] ?? 0) + row.length))
  const indices = Int32Array.from(rows.flat())
  return {
    rows: rows.length,
    columns: rows.length,
    starts,
    indices,
    values: new Float32Array(indices.length).fill(1),
  }
}
