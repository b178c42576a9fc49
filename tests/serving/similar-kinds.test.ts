import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Calibration } from '@/lib/facts/closeness'
import type { Kind } from '@/lib/facts/kinds'
import { similarListSchema } from '@/lib/serving/schemas'
import { ask } from '../app/admin-fixture'
import { servedGallery } from './gallery'

const gallery = await servedGallery()

afterAll(async () => (await globalThis.recASketchVectors?.catch(() => undefined))?.thread.close())

const ANCHOR = 'helmet'
const others = Array.from({ length: 30 }, (_, place) => `model-${place}`)
const some = (...places: number[]) => places.map((place) => `model-${place}`)
const pages = { kind: 'likes', lists: some(4, 9, 2, 20, 5, 28, 29), evidence: [14, 9, 2, 0, 3, 1, 1] }
const LISTS: Record<Kind, string[]> = {
  visual: some(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
  likes: pages.lists,
  tags: some(6, 2, 12, 9, 13, 14, 15, 16, 17, 18),
}
const SUPPORT = 6

async function listed(query: string, uid = ANCHOR, limit = 100) {
  const answer = await ask('GET', `/api/models/${uid}/similar?limit=${limit}&${query}`)
  expect(answer.status).toBe(200)
  return similarListSchema.parse(await answer.json()).similar
}

const names = (similar: Awaited<ReturnType<typeof listed>>) => similar.map(({ model }) => model.name)

async function refused(query: string) {
  const answer = await ask('GET', `/api/models/${ANCHOR}/similar?${query}`)
  const { detail } = z.object({ detail: z.string() }).parse(await answer.json())
  return { status: answer.status, detail }
}

/** Scores fall from 0.9 by tenths: the first seven are close. */
const calibration: Calibration = {
  method: 'isotonic',
  label: 'label',
  pairs: 1000,
  error: 0.01,
  scores: [0.1, 0.9],
  probabilities: [0.05, 0.95],
}

describe('of a run that has looked at pictures alone', () => {
  it('look-alikes say that they look alike, and a blend is made of what there is', async () => {
    await gallery.add(
      { name: ANCHOR, author: 'Ada', tags: ['medieval', 'helmet', 'steel', 'pbr'] },
      ...others.map((name, place) => ({
        name,
        author: place % 3 === 0 ? 'Ada' : 'Bea',
        tags: ['pbr', ...(place % 2 === 0 ? ['medieval'] : []), ...(place === 6 ? ['helmet', 'steel'] : [])],
      })),
    )
    for (const place of [3, 8, 28])
      await gallery.change(`UPDATE Model SET likeCount = ${place} WHERE name = 'model-${place}'`)
    await gallery.publish({ [ANCHOR]: LISTS.visual })
    const visual = await listed('kind=visual')
    expect(names(visual)).toEqual(LISTS.visual)
    expect(visual[3]?.reasons).toEqual([
      { kind: 'visual', share: 1, people: null, tags: [], text: 'looks alike' },
    ])
    const blend = await listed('kind=blend')
    expect(names(blend)).toEqual(LISTS.visual)
    expect(blend[0]?.score).toBeCloseTo(0.5 / 61, 12)
    expect(blend[3]?.reasons).toEqual(visual[3]?.reasons)
  })

  it('other kinds are refused with why there is nothing, and what to do', async () => {
    expect(await refused('kind=likes')).toEqual({
      status: 409,
      detail: expect.stringMatching(
        /^No models are similar by their likes here\. Run \d+ was made by an earlier version, .* Run “npm run precompute”\.$/,
      ),
    })
    const runId = await gallery.publish({ [ANCHOR]: LISTS.visual })
    await gallery.change(
      `INSERT INTO RunKind (runId, kind, inputDigest, modelCount, skipped) VALUES (${runId}, 'tags', 'd', 0, 'No model has a tag.'), (${runId}, 'likes', 'd', 0, 'No model has been liked.')`,
    )
    expect(await refused('kind=tags')).toEqual({
      status: 409,
      detail: expect.stringContaining('by their tags here. No model has a tag. Give models tags'),
    })
    expect((await refused('kind=likes')).detail).toMatch(
      /No model has been liked\. Import likes with “npm run catalog:likes”/,
    )
  })
})

describe('of a run that has learned from likes and tags', () => {
  it('each kind lists its own, with why, and says of closeness nothing', async () => {
    const runId = await gallery.publish({ [ANCHOR]: LISTS.visual }, 'a-recipe', calibration)
    await gallery.addLists(
      runId,
      'likes',
      { [ANCHOR]: LISTS.likes },
      { evidence: pages.evidence, support: SUPPORT },
    )
    await gallery.addLists(runId, 'tags', { [ANCHOR]: LISTS.tags })
    const likes = await listed('kind=likes')
    expect(names(likes)).toEqual(LISTS.likes)
    expect(likes.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(likes.every(({ closeness, band }) => closeness === null && band === null)).toBe(true)
    expect(likes.map(({ reasons }) => reasons.map(({ people, text }) => [people, text])).slice(0, 5)).toEqual(
      [
        [[14, 'liked by 14 of the same people']],
        [[9, 'liked by 9 of the same people']],
        [[null, 'liked by people of the same taste']],
        [[null, 'liked by people of the same taste']],
        [[3, 'liked by 3 of the same people']],
      ],
    )
    const tags = await listed('kind=tags')
    expect(names(tags)).toEqual(LISTS.tags)
    // Of “helmet” and “steel” there are two each, of “medieval” 16, of “pbr” 31.
    expect(tags[0]?.reasons).toEqual([
      {
        kind: 'tags',
        share: 1,
        people: null,
        tags: ['helmet', 'steel', 'medieval'],
        text: 'both: helmet, steel, medieval',
      },
    ])
    expect(tags[1]?.reasons[0]?.text).toBe('both: medieval, pbr')
    expect(tags[3]?.reasons[0]?.text).toBe('both: pbr')
    expect(await listed('kind=visual')).toHaveLength(7)
    expect(await listed('kind=likes', 'model-1')).toEqual([])
  })

  const WORTH = { visual: 1 / 2, likes: SUPPORT / (SUPPORT + 3), tags: 1 / 2 }
  const MIXES = [
    '',
    'visual=0',
    'likes=0&tags=0.2',
    'visual=0.3&likes=1&tags=.7',
    'popularity=1',
    'visual=0&likes=0.5&tags=0&popularity=0.25',
  ]

  it.each(MIXES)('a blend is by the formula, with each kind’s share: %s', async (mix) => {
    const lists: Record<Kind, string[]> = {
      visual: names(await listed('kind=visual')),
      likes: names(await listed('kind=likes')),
      tags: names(await listed('kind=tags')),
    }
    const given = new URLSearchParams(mix)
    const share = (name: string, otherwise: number) => Number(given.get(name) ?? otherwise)
    const kinds = ['visual', 'likes', 'tags'] as const
    const partOf = (kind: Kind, name: string) => {
      const place = lists[kind].indexOf(name)
      return place < 0 ? 0 : (share(kind, 1) * WORTH[kind]) / (61 + place)
    }
    const likesOf = (name: string) =>
      ['model-3', 'model-8', 'model-28'].includes(name) ? Number(name.slice(6)) : 0
    const found = others.filter((name) => kinds.some((kind) => partOf(kind, name) > 0))
    // By their ids, which rise.
    const byLikes = found.toSorted((one, other) => likesOf(other) - likesOf(one))
    const scoreOf = (name: string) =>
      kinds.reduce(
        (sum, kind) => sum + partOf(kind, name),
        share('popularity', 0) / 2 / (61 + byLikes.indexOf(name)),
      )
    const blend = await listed(`kind=blend&${mix}`)
    expect(names(blend)).toEqual(found.toSorted((one, other) => scoreOf(other) - scoreOf(one)))
    for (const { model, score, reasons, closeness } of blend) {
      expect(score).toBeCloseTo(scoreOf(model.name), 12)
      expect(closeness).toBeNull()
      for (const { kind, share: told } of reasons)
        expect(told).toBeCloseTo(partOf(kind, model.name) / scoreOf(model.name), 3)
      expect(reasons).toHaveLength(kinds.filter((kind) => partOf(kind, model.name) > 0).length)
      expect(reasons.map((one) => one.share)).toEqual(
        reasons.map((one) => one.share).toSorted((one, other) => other - one),
      )
    }
  })

  it('a blend says of one model all that speaks for it', async () => {
    const blend = await listed('kind=blend')
    expect(names(blend)[0]).toBe('model-2')
    expect(blend[0]?.reasons.map(({ kind, text }) => [kind, text])).toEqual([
      ['likes', 'liked by people of the same taste'],
      ['tags', 'both: medieval, pbr'],
      ['visual', 'looks alike'],
    ])
  })

  it('filters narrow every kind', async () => {
    const byAda = (list: string[]) => list.filter((name) => Number(name.slice(6)) % 3 === 0)
    for (const kind of ['likes', 'tags', 'blend']) {
      const found = await listed(`kind=${kind}&author=Ada`)
      expect(names(found)).toEqual(byAda(names(await listed(`kind=${kind}`))))
      expect(found.map(({ rank }) => rank)).toEqual(found.map((_, place) => place + 1))
    }
    expect(await listed('kind=blend&author=Nobody')).toEqual([])
  })

  it('what is listed no more keeps its rank for itself', async () => {
    await gallery.change("UPDATE Model SET goneAt = '2026-01-01T00:00:00.000+00:00' WHERE name = 'model-9'")
    const likes = await listed('kind=likes')
    expect(likes.map(({ rank }) => rank)).toEqual([1, 3, 4, 5, 6, 7])
    const { score } = (await listed('kind=blend&visual=0&tags=0'))[1] ?? { score: 0 }
    expect(score).toBeCloseTo(WORTH.likes / 63, 12)
    await gallery.change("UPDATE Model SET goneAt = NULL WHERE name = 'model-9'")
  })

  it('what is no weight is refused with what it must be', async () => {
    const refusals: [string, string][] = [
      ['kind=blend&visual=much', 'visual must be a number from 0 to 1 (it is “much”).'],
      ['kind=blend&likes=1.5', 'likes must be a number from 0 to 1 (it is “1.5”).'],
      ['kind=blend&tags=-1', 'tags must be a number from 0 to 1 (it is “-1”).'],
      ['kind=blend&popularity=NaN', 'popularity must be a number from 0 to 1 (it is “NaN”).'],
      ['kind=blend&popularity=0x1', 'popularity must be a number from 0 to 1 (it is “0x1”).'],
      [
        'kind=blend&visual=0&likes=0&tags=0&popularity=1',
        'visual must not be 0 where likes and tags are: a blend is made of what one of them finds (it is “0”).',
      ],
      ['kind=all', 'kind must be one of visual, likes, tags, blend (it is “all”).'],
    ]
    for (const [query, detail] of refusals) expect(await refused(query)).toEqual({ status: 400, detail })
    expect(names(await listed('kind=blend&visual=&likes=1.0'))).toEqual(names(await listed('kind=blend')))
  })
})

describe('where the run has kept its vectors', () => {
  it('a filtered blend goes on with the next look-alikes by them, ranked after what is stored', async () => {
    const vectors = Object.fromEntries(
      [ANCHOR, ...others].map((name, place) => [name, [Math.cos(place / 25), Math.sin(place / 25)]]),
    )
    const kept = { recipeId: 'default', vectors }
    const runId = await gallery.publish({ [ANCHOR]: some(0, 1, 2) }, 'default', undefined, kept)
    await gallery.addLists(runId, 'tags', { [ANCHOR]: some(20, 1, 9) })
    await gallery.change(`UPDATE IndexRun SET modelCount = 31 WHERE id = ${runId}`)
    const blend = await listed('kind=blend&author=Ada', ANCHOR, 6)
    const scores = new Map(blend.map(({ model, score }) => [model.name, score]))
    // The next nearest after 0, 1 and 2 that are by her are 3, 6, 9 and so on.
    for (const [rank, name] of some(3, 6).entries())
      expect(scores.get(name)).toBeCloseTo(0.5 / (64 + rank), 12)
    expect(scores.get('model-9')).toBeCloseTo(0.5 / 63 + 0.5 / 66, 12)
    expect(names(blend).slice(0, 4)).toEqual(some(9, 0, 3, 6))
    expect(blend[2]?.reasons.map(({ text }) => text)).toEqual(['looks alike'])
    expect(names(await listed('kind=tags&author=Ada'))).toEqual(some(9))
  })
})
