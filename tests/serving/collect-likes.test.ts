import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { MAX_HEARTS_SENT } from '@/lib/facts/hearts'
import { anonymiser } from '@/lib/importing/anonymise'
import { allOf } from '../setup/all-of'
import { ask, detailOf } from '../app/admin-fixture'
import { servedGallery } from './gallery'

vi.stubEnv('COLLECT_LIKES', 'true')
const gallery = await servedGallery()
const { database } = await import('@/lib/serving/database')
const { env } = await import('@/lib/facts/env')

const VISITOR = '0123456789abcdef0123456789abcdef'
const OTHER = 'fedcba9876543210fedcba9876543210'

let visitors = 0
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask('POST', '/api/likes', { body, headers: { 'x-forwarded-for': `10.0.0.${visitors}`, ...headers } })

async function stored(): Promise<string[]> {
  const likes = await allOf(database().likes.readAll())
  const ids = await database().catalogue.findListedIds(['oak', 'pine'])
  const uidOf = new Map(ids.map(({ uid, id }) => [id, uid]))
  return likes.map(({ user, model }) => `${user} ${uidOf.get(model)}`).sort()
}

beforeEach(() => {
  visitors++
  globalThis.recASketchHeartPace = undefined
})

describe('hearts where the site collects them', () => {
  it('are stored under a keyed hash, as imported likes are, and taken back', async () => {
    await gallery.add({ name: 'oak' }, { name: 'pine' })
    expect((await post({ visitor: VISITOR, liked: ['oak', 'pine', 'gone'] })).status).toBe(204)
    expect((await post({ visitor: OTHER, liked: ['oak'] })).status).toBe(204)
    const secret = readFileSync(path.join(gallery.dataDir, 'likes.secret'), 'utf8')
    const hash = anonymiser(() => secret)
    const [one, other] = [hash(`visitor ${VISITOR}`), hash(`visitor ${OTHER}`)]
    expect(await stored()).toEqual([`${one} oak`, `${one} pine`, `${other} oak`].sort())
    expect((await stored()).join()).not.toContain(VISITOR)
    // Again, as when an answer was lost; and one is taken back.
    expect((await post({ visitor: VISITOR, liked: ['oak'], takenBack: ['pine', 'gone'] })).status).toBe(204)
    expect(await stored()).toEqual([`${one} oak`, `${other} oak`].sort())
    await post({ visitor: VISITOR, takenBack: ['oak'] })
    await post({ visitor: OTHER, takenBack: ['oak'] })
    expect(await stored()).toEqual([])
  })

  it('are refused in a sentence where something is wrong with them', async () => {
    const many = Array.from({ length: 30 }, (_, place) => `m${place}`)
    const others = many.map((uid) => `other-${uid}`)
    const refusals: [unknown, string][] = [
      [7, 'The body must be an object with “visitor”, and “liked” or “takenBack”.'],
      [{ visitor: 'me', liked: ['oak'] }, 'visitor must be 32 hexadecimal digits.'],
      [{ liked: ['oak'] }, 'visitor must be 32 hexadecimal digits.'],
      [{ visitor: VISITOR }, 'liked or takenBack must name at least one model.'],
      [{ visitor: VISITOR, liked: [1] }, 'liked.0 must be a uid, not 1.'],
      [
        { visitor: VISITOR, liked: ['oak'], takenBack: ['oak'] },
        'takenBack must not name what liked names, as it does “oak”.',
      ],
      [
        { visitor: VISITOR, liked: many, takenBack: others },
        `liked and takenBack may name at most ${MAX_HEARTS_SENT} models together, and name 60.`,
      ],
      [
        { visitor: VISITOR, liked: [...many, ...others] },
        `liked may name at most ${MAX_HEARTS_SENT} models, and names 60.`,
      ],
    ]
    for (const [body, said] of refusals) {
      const answer = await post(body)
      expect([answer.status, await detailOf(answer)]).toEqual([400, said])
    }
    const elsewhere = await post({ visitor: VISITOR, liked: ['oak'] }, { origin: 'https://evil.example' })
    expect(elsewhere.status).toBe(403)
    expect((await post({ visitor: VISITOR, liked: ['x'.repeat(70_000)] })).status).toBe(413)
    expect(await stored()).toEqual([])
  })

  it('come at a pace, of each address and of all together', async () => {
    const many = Array.from({ length: MAX_HEARTS_SENT }, (_, place) => `m${place}`)
    const statuses: number[] = []
    for (let turn = 0; turn < 4; turn++) statuses.push((await post({ visitor: VISITOR, liked: many })).status)
    expect(statuses).toEqual([204, 204, 204, 429])
    const refused = await post({ visitor: VISITOR, liked: ['oak'] })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(100)
    expect(await detailOf(refused)).toMatch(/^Too many hearts come at the moment\. Try again in \d+ s\.$/)
    expect(await stored()).toEqual([])
    // Another address is heard.
    visitors++
    expect((await post({ visitor: OTHER, liked: ['oak'] })).status).toBe(204)
    await post({ visitor: OTHER, takenBack: ['oak'] })
  })

  it('are neither stored nor taken back where it does not', async () => {
    env().collectLikes = false
    const answer = await post({ visitor: VISITOR, liked: ['oak'] })
    expect(answer.status).toBe(403)
    expect(await detailOf(answer)).toContain('collects no hearts')
    expect(await stored()).toEqual([])
    env().collectLikes = true
  })
})
