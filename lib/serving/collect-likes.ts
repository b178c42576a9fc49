import 'server-only'
import { z } from 'zod'
import type { UserLike } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import { MAX_HEARTS_SENT, VISITOR } from '@/lib/facts/hearts'
import { endpoint } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { addressOf } from '@/lib/http/client-address'
import { userHasher } from '@/lib/importing/anonymise'
import { database } from './database'
import { heartPace, type HeartPace, TOTAL_PACE } from './heart-pace'
import { uidList } from './likes-body'
import { write } from './write'

declare global {
  /** Here because Next evaluates modules more than once in a process. */
  var recASketchHeartPace: HeartPace | undefined
}

const asked = z
  .object(
    {
      visitor: z
        .string('must be 32 hexadecimal digits')
        .regex(VISITOR, 'must be 32 hexadecimal digits')
        .describe('A random number that tells one browser from another, and says nothing of anybody'),
      liked: uidList(MAX_HEARTS_SENT).default([]).describe('The uids of models that are liked from now on'),
      takenBack: uidList(MAX_HEARTS_SENT)
        .default([])
        .describe('The uids of models that are liked no more: their likes are removed'),
    },
    'must be an object with “visitor”, and “liked” or “takenBack”',
  )
  .check(({ value: { liked, takenBack }, issues }) => {
    const both = takenBack.find((uid) => liked.includes(uid))
    const count = liked.length + takenBack.length
    const say = (message: string, name: 'liked' | 'takenBack') =>
      void issues.push({ code: 'custom', message, path: [name], input: name })
    if (both !== undefined) say(`must not name what liked names, as it does “${both}”`, 'takenBack')
    else if (count === 0) say('or takenBack must name at least one model', 'liked')
    else if (count > MAX_HEARTS_SENT)
      say(`and takenBack may name at most ${MAX_HEARTS_SENT} models together, and name ${count}`, 'liked')
  })

async function hashVisitor(visitor: string): Promise<string> {
  const { dataDir, likesSecret } = env()
  const hash = await userHasher(database(), dataDir, likesSecret)
  // No name of an imported user looks like that.
  return hash(`visitor ${visitor}`)
}

export const collectLikes = endpoint({
  route: 'POST /api/likes',
  access: 'anybody',
  operationId: 'collectLikes',
  summary: 'Hearts that a visitor gives or takes back, where the site collects them',
  body: asked,
  answers: {
    204: 'Stored, and removed. What is of models that the catalogue does not have is passed over',
    403: 'This site collects no hearts; or asked for by another site’s page',
    429: 'Too many hearts come at once: Retry-After says when to try again',
    503: 'The database is locked',
  },
  async respond({ request, body: { visitor, liked, takenBack } }) {
    if (!env().collectLikes)
      throw new ProblemError(
        403,
        'This site collects no hearts: they stay in the browser. Whoever runs it can change that with COLLECT_LIKES=true.',
      )
    await takeTurns(request, liked.length + takenBack.length)
    const userHash = await hashVisitor(visitor)
    const likesOf = (uids: readonly string[]) => uids.map((uid): UserLike => ({ userHash, uid }))
    await write(() => database().likes.changeLikes(likesOf(liked), likesOf(takenBack)))
  },
})

/** @throws ProblemError 429 when too many hearts come */
async function takeTurns(request: Request, hearts: number): Promise<void> {
  globalThis.recASketchHeartPace ??= heartPace()
  const wait =
    globalThis.recASketchHeartPace.take(addressOf(request) ?? '', hearts, performance.now()) ||
    (await database().units.takeHeartTurns(hearts, TOTAL_PACE.everyMs, TOTAL_PACE.atOnce))
  if (wait === 0) return
  const seconds = Math.ceil(wait / 1000)
  throw new ProblemError(429, `Too many hearts come at the moment. Try again in ${seconds} s.`, {
    'retry-after': String(seconds),
  })
}
