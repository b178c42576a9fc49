import 'server-only'
import { z } from 'zod'
import { MAX_HEARTS } from '@/lib/facts/hearts'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { MAX_WAITING_VISITORS } from '@/lib/recommending/factor-thread'
import { database } from './database'
import { uidList } from './likes-body'
import { readModelViews } from './model-views'
import { NearestBusyError, NoVectorsError } from './nearest'
import { MAX_LIMIT } from './parameters'
import { recommendModels } from './recommended-models'
import { publishedRun, refuseIfBusy, whyNotLookedThrough } from './refused-search'
import { recommendationListSchema } from './schemas'

const limitWords = `must be a whole number from 1 to ${MAX_LIMIT}`

const asked = z
  .object(
    {
      liked: uidList(MAX_HEARTS).describe(`The uids of models that are liked: 1 to ${MAX_HEARTS}`),
      disliked: uidList(MAX_HEARTS)
        .default([])
        .describe(`The uids of models that are of no interest: at most ${MAX_HEARTS}`),
      limit: z
        .number(limitWords)
        .int(limitWords)
        .min(1, { error: ({ input }) => `${limitWords}, not ${input}` })
        .max(MAX_LIMIT, { error: ({ input }) => `${limitWords}, not ${input}` })
        .default(24)
        .describe('How many models at most'),
    },
    'must be an object with “liked”, a list of uids',
  )
  .check(({ value: { liked, disliked }, issues }) => {
    const both = disliked.find((uid) => liked.includes(uid))
    if (liked.length === 0)
      issues.push({ code: 'custom', message: 'must name at least one model', path: ['liked'], input: liked })
    if (both === undefined) return
    const message = `must not name what liked names, as it does “${both}”`
    issues.push({ code: 'custom', message, path: ['disliked'], input: disliked })
  })

let waiting = 0

/**
 * What is recommended to whoever likes some models. Nothing of the question is kept.
 *
 * @throws ProblemError 503 while nothing is published, or where nothing can be told, 429 where too many ask at once
 */
async function listFor({
  liked,
  disliked,
  limit,
}: z.infer<typeof asked>): Promise<z.infer<typeof recommendationListSchema>> {
  const run = await publishedRun()
  const listed = await database().catalogue.findListedIds([...liked, ...disliked])
  const idOf = new Map(listed.map(({ uid, id }) => [uid, id]))
  const uidOf = new Map(listed.map(({ uid, id }) => [id, uid]))
  const idsOf = (uids: readonly string[]) => uids.flatMap((uid) => idOf.get(uid) ?? [])
  const opinion = { liked: idsOf(liked), disliked: idsOf(disliked) }
  const { recommendations, leftOut } = await recommendModels(opinion, run, limit)
  const views = await readModelViews([...opinion.liked, ...opinion.disliked])
  const viewsOf = (ids: readonly number[]) => ids.flatMap((id) => views.get(id) ?? [])
  const unused = new Set(leftOut.map((id) => uidOf.get(id)))
  return {
    runId: run.id,
    liked: viewsOf(opinion.liked),
    disliked: viewsOf(opinion.disliked),
    leftOut: [...liked, ...disliked].filter((uid) => !idOf.has(uid) || unused.has(uid)),
    recommendations,
  }
}

export const listRecommendations = endpoint({
  route: 'POST /api/recommendations',
  access: 'anybody',
  operationId: 'listRecommendations',
  summary: 'What whoever likes some models would like; nothing of the question is kept',
  body: asked,
  answers: {
    200: json(recommendationListSchema, 'Models, best first'),
    429: 'Too many ask at once: Retry-After says when to try again',
    503: 'Nothing is published yet; or the published run has neither learned from likes nor kept vectors',
  },
  async respond({ body }) {
    if (waiting >= MAX_WAITING_VISITORS) refuseIfBusy('busy')
    waiting++
    try {
      return Response.json(await listFor(body), { headers: { 'cache-control': 'no-store' } })
    } catch (error) {
      if (!(error instanceof NearestBusyError || error instanceof NoVectorsError)) throw error
      refuseIfBusy(whyNotLookedThrough(error))
      throw new ProblemError(503, error.message)
    } finally {
      waiting--
    }
  },
})
