import * as z from 'zod/mini'
import { detailOf, requestPatiently } from '@/components/messages/patient-request'
import { MAX_HEARTS } from '@/lib/facts/hearts'
import type { CardView } from '@/lib/serving/views'
import type { Hearts } from './hearts'

/** A model that is recommended, and those that are liked which speak for it. */
export type Recommendation = {
  card: CardView
  /** Whether it was found by its looks, and not by what others like. */
  isByLooks: boolean
  because: { uid: string; name: string }[]
}

export type Recommendations = {
  kind: 'found'
  /** What is liked, and of no interest, as far as the catalogue has it. */
  liked: CardView[]
  disliked: CardView[]
  recommendations: Recommendation[]
}

/** What hearts are answered with. */
export type Outcome = Recommendations | Problem

/** Why nothing was found, as the page says it. */
export type Problem = { kind: 'problem'; title: string; detail: string }

/** As many as are shown. */
const SHOWN = 48
const PATIENCE = { longestWaitSeconds: 10, usualWaitSeconds: 1 }

const card = z.object({
  uid: z.string(),
  name: z.string(),
  url: z.nullable(z.string()),
  thumbnailUrl: z.string(),
  thumbnailWidth: z.number(),
  thumbnailHeight: z.number(),
  thumbnailTint: z.nullable(z.string()),
  thumbnailFocus: z.nullable(z.number()),
  author: z.nullable(z.string()),
  license: z.nullable(z.string()),
  ageRestricted: z.boolean(),
  nearDuplicates: z.nullable(z.object({ group: z.number(), count: z.number() })),
})
const found = z.object({
  liked: z.array(card),
  disliked: z.array(card),
  recommendations: z.array(
    z.object({
      model: card,
      reasons: z.array(z.object({ kind: z.string() })),
      because: z.array(z.object({ uid: z.string(), name: z.string() })),
    }),
  ),
})

/**
 * Asks the server what somebody with these hearts would like: of many the latest count.
 *
 * @throws the signal's reason when that stopped it
 */
export async function askForRecommendations(
  { liked, disliked }: Hearts,
  signal: AbortSignal,
): Promise<Outcome> {
  const body = JSON.stringify({
    liked: liked.slice(0, MAX_HEARTS),
    disliked: disliked.slice(0, MAX_HEARTS),
    limit: SHOWN,
  })
  const headers = { 'content-type': 'application/json' }
  const request = (): [string, RequestInit] => ['/api/recommendations', { method: 'POST', headers, body }]
  const answer = await requestPatiently(request, { signal, ...PATIENCE })
  return answer === null ? unreachable() : outcomeOf(answer)
}

async function outcomeOf(answer: Response): Promise<Outcome> {
  const body: unknown = await answer.json().catch(() => null)
  const success = found.safeParse(body)
  if (answer.ok && success.success) {
    const { recommendations, ...hearts } = success.data
    return {
      kind: 'found',
      ...hearts,
      recommendations: recommendations.map(({ model, reasons, because }) => ({
        card: model,
        isByLooks: reasons[0]?.kind === 'visual',
        because,
      })),
    }
  }
  return {
    kind: 'problem',
    title: answer.status === 429 ? 'Busy at the moment' : 'Nothing to recommend at the moment',
    detail: detailOf(answer, body),
  }
}

function unreachable(): Outcome {
  return navigator.onLine
    ? {
        kind: 'problem',
        title: 'Out of reach',
        detail: 'The server cannot be reached. Your hearts are safe in this browser; try again in a moment.',
      }
    : {
        kind: 'problem',
        title: 'No connection',
        detail:
          'This device is offline. Your hearts are safe in this browser; what you would like is looked for by the server.',
      }
}
