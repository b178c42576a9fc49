import { afterAll, describe, expect, it } from 'vitest'
import { MAX_HEARTS } from '@/lib/facts/hearts'
import { MAX_WAITING_VISITORS } from '@/lib/recommending/factor-thread'
import { recommendationListSchema } from '@/lib/serving/schemas'
import { ask, detailOf } from '../app/admin-fixture'
import { servedGallery } from './gallery'
import { learn } from './learned-run'

const gallery = await servedGallery()
const { database } = await import('@/lib/serving/database')

afterAll(async () => {
  for (const held of [globalThis.recASketchVectors, globalThis.recASketchFactors])
    await (await held?.catch(() => undefined))?.thread.close()
})

const post = (body: unknown) => ask('POST', '/api/recommendations', { body })

async function recommended(body: unknown) {
  const answer = await post(body)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const { recommendations, ...rest } = recommendationListSchema.parse(await answer.json())
  return { ...rest, recommendations, names: recommendations.map(({ model }) => model.name) }
}

async function refused(body: unknown): Promise<[number, string]> {
  const answer = await post(body)
  return [answer.status, await detailOf(answer)]
}

/** Reds, a green, a blue; by likes ruby goes with sky, and meadow with wine. */
const COLOURS = {
  ruby: [1, 0, 0],
  brick: [0.8, 0.6, 0],
  wine: [0.8, 0, 0.6],
  meadow: [0, 1, 0],
  sky: [0, 0, 1],
  coal: [0, -0.6, 0.8],
}
const FACTORS = {
  ruby: { likes: 4, factors: [1, 0, 0] },
  sky: { likes: 4, factors: [0.9, 0.1, 0] },
  brick: { likes: 2, factors: [0.5, 0.2, 0.1] },
  meadow: { likes: 4, factors: [0, 1, 0] },
  wine: { likes: 0, factors: [0.1, 0.8, 0] },
}
const KEPT = { recipeId: 'default', vectors: COLOURS }
const TABLE = Object.fromEntries(Object.keys(COLOURS).map((name) => [name, []]))
const publish = () => gallery.publish(TABLE, 'default', undefined, KEPT)

describe('what is recommended to whoever likes some models', () => {
  it('cannot be told while nothing is published, or where the run has kept nothing to tell it by', async () => {
    await gallery.add(...Object.keys(COLOURS).map((name) => ({ name })))
    expect((await refused({ liked: ['ruby'] }))[0]).toBe(503)
    await gallery.publish({ ruby: ['brick'] }, 'vgg16')
    const [status, said] = await refused({ liked: ['ruby'] })
    expect(status).toBe(503)
    expect(said).toContain('has kept no vectors')
  })

  it('goes by looks where the run has learned from no likes', async () => {
    const runId = await publish()
    const { names, recommendations, ...rest } = await recommended({ liked: ['ruby', 'sky'], limit: 2 })
    expect(rest).toMatchObject({
      runId,
      liked: [{ uid: 'ruby' }, { uid: 'sky' }],
      disliked: [],
      leftOut: [],
    })
    expect(names).toEqual(['wine', 'brick'])
    expect(recommendations[0]).toMatchObject({
      rank: 1,
      reasons: [{ kind: 'visual', share: 1, people: null, text: 'looks like what you like' }],
      because: [
        { uid: 'ruby', name: 'ruby', share: expect.closeTo(0.571, 2) },
        { uid: 'sky', name: 'sky', share: expect.closeTo(0.429, 2) },
      ],
    })
    const turned = await recommended({ liked: ['ruby'], disliked: ['meadow'] })
    expect(turned.names).not.toContain('meadow')
    expect(turned.names[0]).toBe('wine')
  })

  it('goes by what others like, who like the same, and says because of what', async () => {
    const runId = await publish()
    await learn(runId, FACTORS)
    await gallery.change('UPDATE Model SET likeCount = likeCount')
    const { names, recommendations, leftOut } = await recommended({ liked: ['ruby', 'meadow'] })
    expect(names).toEqual(['sky', 'wine', 'brick'])
    expect(leftOut).toEqual([])
    expect(recommendations.map(({ because }) => because[0]?.name)).toEqual(['ruby', 'meadow', 'ruby'])
    expect(recommendations[0]?.reasons).toEqual([
      { kind: 'likes', share: 1, people: null, tags: [], text: 'liked by people who like the same' },
    ])
    for (const { because } of recommendations)
      expect(because.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1.001)
    const without = await recommended({ liked: ['ruby', 'meadow'], disliked: ['sky'] })
    expect(without.names).toEqual(['wine', 'brick'])
    expect(without.disliked).toMatchObject([{ uid: 'sky' }])
  })

  it('goes by both where some of what is liked has no factors, and names what nothing could be told by', async () => {
    await gallery.add({ name: 'late plum' })
    const both = await recommended({ liked: ['ruby', 'coal', 'late-plum', 'gone'] })
    expect(both.leftOut).toEqual(['late-plum', 'gone'])
    expect(both.liked.map(({ uid }) => uid)).toEqual(['ruby', 'coal', 'late-plum'])
    // Sky is what those who like ruby like, and looks like coal.
    expect(both.names[0]).toBe('sky')
    expect(both.recommendations[0]?.reasons.map(({ kind, share }) => [kind, share])).toEqual([
      ['likes', 0.5],
      ['visual', 0.5],
    ])
    const looks = await recommended({ liked: ['coal'] })
    expect(looks.names[0]).toBe('sky')
    expect(looks.recommendations[0]?.because).toEqual([{ uid: 'coal', name: 'coal', share: 1 }])
    const nothing = await recommended({ liked: ['gone'] })
    expect(nothing).toMatchObject({ recommendations: [], leftOut: ['gone'], liked: [] })
  })

  it('is of another run once that is published', async () => {
    const runId = await publish()
    await learn(runId, { ...FACTORS, sky: { likes: 4, factors: [0, 0, 1] } })
    await gallery.change('UPDATE Model SET likeCount = likeCount')
    const { names, runId: asked } = await recommended({ liked: ['ruby'] })
    expect(asked).toBe(runId)
    expect(names).toEqual(['brick', 'wine'])
  })

  it('is neither the same thing as what is liked, nor the same thing twice', async () => {
    const runId = await publish()
    await learn(runId, { ...FACTORS, coal: { likes: 1, factors: [0.8, 0.1, 0] } })
    const { catalogue, nearDuplicates } = database()
    const idOf = new Map(
      (await catalogue.findListedIds(Object.keys(COLOURS))).map(({ uid, id }) => [uid, id]),
    )
    const group = (...uids: string[]) => uids.map((uid) => idOf.get(uid) ?? 0)
    await nearDuplicates.writeNearDuplicates(runId, [group('ruby', 'brick'), group('sky', 'coal')])
    await gallery.change('UPDATE Model SET likeCount = likeCount')
    expect((await recommended({ liked: ['ruby', 'meadow'] })).names).toEqual(['sky', 'wine'])
    expect((await recommended({ liked: ['meadow'], disliked: ['coal'] })).names).not.toContain('sky')
  })

  it('is refused in a sentence for a question that cannot be', async () => {
    const many = Array.from({ length: MAX_HEARTS + 1 }, (_, place) => `m${place}`)
    const refusals: [unknown, string][] = [
      [[], 'The body must be an object with “liked”, a list of uids.'],
      [{}, 'liked must be a list of uids, not nothing.'],
      [{ liked: 'ruby' }, 'liked must be a list of uids, not "ruby".'],
      [{ liked: ['ruby', 7] }, 'liked.1 must be a uid, not 7.'],
      [{ liked: [''] }, 'liked.0 must be a uid, not “”.'],
      [{ liked: [] }, 'liked must name at least one model.'],
      [{ liked: many }, 'liked may name at most 200 models, and names 201.'],
      [{ liked: ['a'], disliked: many }, 'disliked may name at most 200 models, and names 201.'],
      [{ liked: ['a', 'b'], disliked: ['b'] }, 'disliked must not name what liked names, as it does “b”.'],
      [{ liked: ['a'], limit: 101 }, 'limit must be a whole number from 1 to 100, not 101.'],
      [{ liked: ['a'], limit: 0 }, 'limit must be a whole number from 1 to 100, not 0.'],
      [{ liked: ['a'], limit: '5' }, 'limit must be a whole number from 1 to 100.'],
      [{ liked: ['a'], limit: 1.5 }, 'limit must be a whole number from 1 to 100.'],
    ]
    for (const [body, said] of refusals) expect(await refused(body)).toEqual([400, said])
  })

  it('is refused while too many ask, and told afterwards', async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => post({ liked: ['ruby'] })))
    const busy = all.filter(({ status }) => status === 429)
    expect(busy).toHaveLength(60 - MAX_WAITING_VISITORS)
    expect(busy[0]?.headers.get('retry-after')).toBe('2')
    expect(all.filter(({ status }) => status === 200)).toHaveLength(MAX_WAITING_VISITORS)
    expect((await recommended({ liked: ['ruby'] })).names.length).toBeGreaterThan(0)
  })
})
