import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { columnsOf, type SparsePattern, sparsePattern } from '@/lib/numerics/sparse-matrix'
import { unitRows } from '@/lib/recommending/factor-lists'
import { nearestInSpace, rankByTags, type RankedByTag } from '@/lib/recommending/tag-places'
import { anyPattern } from '../numerics/sparse-fixtures'

const MANY = { most: 1_000, mostClose: 1_000 }

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Vectors of models, every seventh without a place. */
function space(rows: number, columns: number, seed: number): DenseMatrix {
  const normal = seededNormal(seed)
  const data = Float32Array.from({ length: rows * columns }, normal)
  for (let row = 6; row < rows; row += 7) data.fill(0, row * columns, (row + 1) * columns)
  return unitRows({ rows, columns, data })
}

const rowOf = ({ columns, data }: DenseMatrix, row: number) => [
  ...data.subarray(row * columns, (row + 1) * columns),
]
const inner = (one: number[], other: number[]) =>
  one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0)
const cosine = (one: number[], other: number[]) =>
  inner(one, other) / Math.hypot(...one) / Math.hypot(...other)
const sum = (rows: number[][]) =>
  (rows[0] ?? []).map((_, place) => rows.reduce((total, row) => total + (row[place] ?? 0), 0))

/** How near each model is to a tag; of those that have it, to the others that have it. */
function byBruteForce(tags: SparsePattern, unit: DenseMatrix, tag: number) {
  const models = Array.from({ length: tags.rows }, (_, model) => model).filter((model) =>
    rowOf(unit, model).some((value) => value !== 0),
  )
  const own = models.filter((model) => columnsOf(tags, model).includes(tag))
  const place = sum(own.map((model) => rowOf(unit, model)))
  const nearness = (model: number) => cosine(rowOf(unit, model), place)
  const toOthers = own
    .map((model) =>
      cosine(
        rowOf(unit, model),
        sum(own.filter((other) => other !== model).map((other) => rowOf(unit, other))),
      ),
    )
    .sort((one, other) => one - other)
  const least = toOthers[Math.floor(toOthers.length / 2)] ?? 0
  const strangers = models.filter((model) => !own.includes(model) && nearness(model) >= least)
  const asNear = toOthers.filter((value) => value >= least).length
  const nearestFirst = (some: number[]) => some.toSorted((one, other) => nearness(other) - nearness(one))
  return { own: nearestFirst(own), close: strangers.length > asNear ? [] : nearestFirst(strangers) }
}

describe('the place of a tag', () => {
  it('ranks its models, and finds those that lack it but are as near, as brute force does', async () => {
    await fc.assert(
      fc.asyncProperty(anyPattern(24, 4), fc.integer({ min: 1, max: 99 }), async (tags, seed) => {
        const unit = space(tags.rows, 5, seed)
        const ranked = new Map((await allOf(rankByTags(tags, unit, MANY))).map((one) => [one.tag, one]))
        for (let tag = 0; tag < tags.columns; tag++) {
          const wanted = byBruteForce(tags, unit, tag)
          const found = ranked.get(tag)
          if (wanted.own.length < 3) expect(found).toBeUndefined()
          else expect(found).toEqual({ tag, ...wanted })
        }
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  // Tag 0 is one circle's, but for one of its models; tag 1 is anybody's.
  const circleOf = (model: number) => model % 3
  const [models, forgotten] = [90, 33]
  const normal = seededNormal(3)
  const unit = unitRows({
    rows: models,
    columns: 8,
    data: Float32Array.from(
      { length: models * 8 },
      (_, place) => (place % 8 === circleOf(Math.floor(place / 8)) ? 1 : 0) + 0.2 * normal(),
    ),
  })
  const numbers = Array.from({ length: models }, (_, model) => model)
  const circle = numbers.filter((model) => circleOf(model) === 0 && model !== forgotten)
  const anybodys = numbers.filter((model) => model % 5 === 0)
  const tags = sparsePattern(
    models,
    2,
    [...circle, ...anybodys],
    [...circle.map(() => 0), ...anybodys.map(() => 1)],
  )

  it('is where its circle is: who was forgotten is close, and of a tag that says nothing nobody is', async () => {
    const [ofCircle, ofAnybody] = await allOf(rankByTags(tags, unit, MANY))
    expect(new Set(ofCircle?.own)).toEqual(new Set(circle))
    expect(ofCircle?.close).toEqual([forgotten])
    expect(new Set(ofAnybody?.own)).toEqual(new Set(anybodys))
    expect(ofAnybody?.close).toEqual([])
  })

  it('names no more than are asked for', async () => {
    const [few] = await allOf(rankByTags(tags, unit, { most: 4, mostClose: 0 }))
    const [all] = await allOf(rankByTags(tags, unit, MANY))
    expect(few).toEqual<RankedByTag>({ tag: 0, own: all?.own.slice(0, 4) ?? [], close: [] })
  })

  it('is nowhere where nothing is tagged, or nothing has a place', async () => {
    expect(await allOf(rankByTags(sparsePattern(3, 0, [], []), space(3, 2, 1), MANY))).toEqual([])
    const nowhere = { rows: models, columns: 8, data: new Float32Array(models * 8) }
    expect(await allOf(rankByTags(tags, nowhere, MANY))).toEqual([])
  })
})

it('the nearest of some models are those of the highest cosine that may be asked', async () => {
  const unit = space(40, 6, 2)
  const isAsked = (model: number) => model % 2 === 1
  const found = await allOf(nearestInSpace(unit, [0, 6, 39], isAsked, 5))
  for (const { model, models, scores } of found) {
    const wanted = Array.from({ length: 40 }, (_, other) => other)
      .filter((other) => isAsked(other) && other !== model && rowOf(unit, other).some((value) => value !== 0))
      .map((other) => ({ other, score: inner(rowOf(unit, model), rowOf(unit, other)) }))
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score)
      .slice(0, 5)
    expect(models).toEqual(wanted.map(({ other }) => other))
    for (const [place, score] of scores.entries()) expect(score).toBeCloseTo(wanted[place]?.score ?? 0, 5)
  }
  expect(found.map(({ model, models }) => [model, models.length])).toEqual([
    [0, 5],
    [6, 0],
    [39, 5],
  ])
})
