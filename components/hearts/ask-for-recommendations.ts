import * as z from 'zod/mini'
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
/** So often the server is asked again by itself while it is busy. */
const MOST_RETRIES = 2
/** Whoever would have to wait for longer is told so instead. */
const LONGEST_WAIT_SECONDS = 10

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
const refused = z.object({ detail: z.string() })

/**
 * Asks the server what somebody with these hearts would like: of many the latest count. While it is busy, it is asked again after as long
 * as it says, twice at most.
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
  for (let retries = 0; ; retries++) {
    const answer = await post(body, signal)
    if (answer === null) return unreachable()
    const seconds = Number(answer.headers.get('retry-after')) || 1
    const isAgain = answer.status === 429 && retries < MOST_RETRIES && seconds <= LONGEST_WAIT_SECONDS
    if (!isAgain) return outcomeOf(answer)
    await pause(seconds * 1000, signal)
  }
}

async function post(body: string, signal: AbortSignal): Promise<Response | null> {
  try {
    const headers = { 'content-type': 'application/json' }
    return await fetch('/api/recommendations', { method: 'POST', headers, body, signal })
  } catch {
    signal.throwIfAborted()
    return null
  }
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
    detail: refused.safeParse(body).data?.detail ?? `The server answered with ${answer.status}.`,
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

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
