import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Database } from '@/lib/database/database'
import { likeSetOf } from '@/lib/evaluation/likes/like-set'
import { measureFactors } from '@/lib/evaluation/likes/measure-factors'
import { encodeLikesFigures, figuresOfLikes, hasFallen } from '@/lib/evaluation/likes/run-figures'
import { likesOfDatabase } from '@/lib/indexing/likes-of-database'
import { SHAPES } from '../setup/catalogue'
import { madeUpLikesFigures } from '../setup/made-up-likes-figures'
import { FEW_COLOURS, likedDrawings, RECIPE } from './likes-fixtures'

const STAGE = 'measure-likes'

/** Enough people to measure by, each with eleven likes: all but one drawing of a shape, and four of the others. */
const MANY = Array.from({ length: 120 }, (_, user) =>
  SHAPES.flatMap((shape, place) =>
    FEW_COLOURS.filter((_colour, at) =>
      place === user % SHAPES.length ? at !== user % 8 : (at + user * 3 + place) % 8 < 2,
    ).map((colour) => ({ userHash: `user-${user}`, uid: `${shape}-${colour}` })),
  ),
).flat()

async function figuresOf({ runKinds }: Database, runId: number) {
  return figuresOfLikes(await runKinds.readRunKinds(runId))
}

describe('a run measures what it has learned from likes', () => {
  it('by those that it puts aside, as evaluate does, beside what is popular and RP3beta', async () => {
    const { database, heard, published } = await likedDrawings({ likes: MANY })
    const { notes, stages } = await heard()
    expect(stages).toContain(STAGE)
    expect(notes).toContain('It is measured what likes are worth.')
    const figures = await figuresOf(database, await published())
    expect(figures?.ways.map(({ name }) => name)).toEqual(['popularity', 'rp3beta', 'als'])
    const set = likeSetOf(await likesOfDatabase(database), 'test')
    const wanted = await measureFactors(set, { als: RECIPE, popularityExponent: 1 }, {})
    const als = figures?.ways.at(-1)
    expect(als?.users?.ndcgAt10?.mean).toBeCloseTo(wanted.users.ndcgAt10?.mean ?? NaN, 5)
    expect(als?.pages.hitRateAt24?.mean).toBeCloseTo(wanted.pages.hitRateAt24?.mean ?? NaN, 5)
    expect(figures?.facts.testUsers).toBe(wanted.users.ndcgAt10?.count)
    expect(figures?.settings.als).toEqual(RECIPE)
  })

  it('not where there are too few, and says so', async () => {
    const { database, heard, published } = await likedDrawings()
    const { notes, stages } = await heard()
    expect(stages).not.toContain(STAGE)
    expect(notes).toContain('It is not measured what likes are worth: too few users have ten or more.')
    expect(await figuresOf(database, await published())).toBeNull()
  })

  it('once: where likes and settings are those of a kept run, figures are taken over', async () => {
    const { database, heard, published, dataDir } = await likedDrawings({ likes: MANY })
    await heard()
    const before = await figuresOf(database, await published())
    const { stages } = await heard({ neighbours: 6 })
    expect(await published()).toBe(2)
    expect(stages).not.toContain(STAGE)
    expect(await figuresOf(database, 2)).toEqual(before)

    writeFileSync(path.join(dataDir, 'likes-recipe.json'), JSON.stringify({ ...RECIPE, alpha: 6 }))
    expect((await heard()).stages).toContain(STAGE)
    expect(await figuresOf(database, 3)).not.toEqual(before)
  })
})

describe('a run whose likes are worth less than those of the published one', () => {
  it('waits for a review, with the figures', async () => {
    const { database, heard, published, dataDir } = await likedDrawings({ likes: MANY })
    const recipe = (changes: Partial<typeof RECIPE>) =>
      writeFileSync(path.join(dataDir, 'likes-recipe.json'), JSON.stringify({ ...RECIPE, ...changes }))
    await heard()
    // So much is asked of factors to be short that they are next to nothing.
    recipe({ regularisation: 1e9, factors: 1, iterations: 1 })
    const { result } = await heard()
    expect(result).toMatchObject({
      outcome: 'needs-review',
      comparison: {
        likes: { ndcgAt10: { count: expect.any(Number) } },
        likesBefore: { ndcgAt10: { count: expect.any(Number) } },
        reasons: [
          expect.stringMatching(
            /^What is learned from likes is worth less: NDCG@10 for users fell from 0\.\d{4} ±0\.\d{4} to 0\.\d{4} ±0\.\d{4}\.$/,
          ),
          expect.stringMatching(/hit rate@24 of the tail on pages fell from 0\.\d{4}/),
        ],
      },
    })
    expect(await published()).toBe(1)
    expect(await figuresOf(database, 2)).not.toBeNull()
  })

  it('is one whose means fall by more than both errors, and by more than a twentieth', () => {
    const mean = (value: number, standardError: number) => ({ mean: value, standardError, count: 100 })
    expect(hasFallen(mean(0.2, 0.001), mean(0.25, 0.001), 0.05)).toBe(true)
    expect(hasFallen(mean(0.24, 0.001), mean(0.25, 0.001), 0.05)).toBe(false)
    // 1.96 * sqrt(0.03^2 + 0.04^2) = 0.098
    expect(hasFallen(mean(0.15, 0.03), mean(0.25, 0.04), 0.05)).toBe(true)
    expect(hasFallen(mean(0.16, 0.03), mean(0.25, 0.04), 0.05)).toBe(false)
    expect(hasFallen(mean(0.3, 0.001), mean(0.25, 0.001), 0.05)).toBe(false)
    expect(hasFallen(null, mean(0.25, 0), 0.05)).toBe(false)
  })
})

it('figures are of what was learned, not of what a run had learned before it went on with other likes', () => {
  const figures = encodeLikesFigures(madeUpLikesFigures)
  const made = { kind: 'likes', inputDigest: madeUpLikesFigures.inputDigest, figures }
  expect(figuresOfLikes([made])).toEqual(madeUpLikesFigures)
  expect(figuresOfLikes([{ ...made, inputDigest: 'of others' }])).toBeNull()
  expect(figuresOfLikes([{ ...made, figures: '{"of":"another version"}' }])).toBeNull()
  expect(figuresOfLikes([{ ...made, figures: null }])).toBeNull()
  expect(figuresOfLikes([])).toBeNull()
})
