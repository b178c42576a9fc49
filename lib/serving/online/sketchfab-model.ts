import 'server-only'
import { LRUCache } from 'lru-cache'
import { isNoAi } from '@/lib/catalogue/sketchfab/model-answer'
import { isSketchfabUid } from '@/lib/catalogue/sketchfab-link'
import { type ApiReply, sketchfabApi } from '@/lib/crawling/sketchfab-api'
import type { SketchfabModel } from '@/lib/facts/described-model'
import { ProblemError } from '@/lib/http/problem'
import type { LookUpPace } from './look-up-pace'

/** Seconds that looking up a model of Sketchfab takes, its thumbnail included. */
export const MAX_LOOK_UP_SECONDS = 12
/** What was looked up is not asked for again for so long. */
const KEPT_MS = 10 * 60_000
const MOST_KEPT = 200
/** Sketchfab is left alone for so long when it is in trouble, or asks to be. */
const REST_MS = 60_000
/** No pages, and no listing: a few requests for each of them. */
const REQUESTS_A_SECOND = 4

/** A model of Sketchfab that is not in the catalogue: what is said of it there, and its thumbnail as it was kept. */
export type OnlineModel<Kept> = {
  model: SketchfabModel
  /** Null where there is none to look at: `hidden` says why, unless it just has none. */
  kept: Kept | null
  hidden: 'age-restricted' | 'noai' | null
}

type Settings<Kept> = {
  apiUrl: string
  apiToken?: string
  maxSeconds?: number
  pace: LookUpPace
  /** Keeps a thumbnail, and returns what is to be remembered of it. */
  keep: (thumbnail: Buffer) => Promise<Kept>
}

/**
 * Looks up a model of Sketchfab.
 *
 * @throws ProblemError 404 when Sketchfab has no such model, 429 when too many are looked up, 502 when what it says is of no use,
 *   503 when it cannot be asked now, 504 when it takes too long
 */
export type ModelLookUp<Kept> = (uid: string) => Promise<OnlineModel<Kept>>

/** Makes what looks up models of Sketchfab, and remembers them for some minutes: a page is made more often than it changes. */
export function modelLookUp<Kept>({
  apiUrl,
  apiToken,
  maxSeconds = MAX_LOOK_UP_SECONDS,
  pace,
  keep,
}: Settings<Kept>): ModelLookUp<Kept> {
  const known = new LRUCache<string, Promise<OnlineModel<Kept>>>({ max: MOST_KEPT, ttl: KEPT_MS })
  let restsUntil = 0

  async function lookUp(uid: string): Promise<OnlineModel<Kept>> {
    if (performance.now() < restsUntil) throw notNow((restsUntil - performance.now()) / 1000)
    const signal = AbortSignal.timeout(maxSeconds * 1000)
    const patience = { timeoutMs: maxSeconds * 2000, attempts: 1, backoffMs: 0 }
    const bounds = { rate: REQUESTS_A_SECOND, maxRequests: 8 }
    const api = sketchfabApi({ apiUrl, apiToken, ...patience }, bounds, signal)
    try {
      const model = found(await api.readModel(uid), uid)
      const hidden = model.ageRestricted ? 'age-restricted' : isNoAi(model) ? 'noai' : null
      if (hidden !== null || model.thumbnailUrl === null) return { model, kept: null, hidden }
      const thumbnail = found(await api.readThumbnail(model.thumbnailUrl), uid)
      return { model, kept: await keep(thumbnail), hidden }
    } catch (error) {
      if (error instanceof ProblemError) throw error
      if (!signal.aborted) throw error
      throw new ProblemError(504, `Sketchfab did not answer within ${maxSeconds} s. Try again in a minute.`, {
        'retry-after': '60',
      })
    }
  }

  function found<Value>(reply: ApiReply<Value>, uid: string): Value {
    if (reply.kind === 'found') return reply.value
    if (reply.kind === 'gone')
      throw new ProblemError(404, `Sketchfab has no model “${uid}”, or shows it to nobody.`)
    if (!reply.isGeneral)
      throw new ProblemError(502, `What Sketchfab says of it cannot be used: ${reply.reason}.`)
    restsUntil = performance.now() + REST_MS
    throw notNow(REST_MS / 1000)
  }

  return async (uid) => {
    if (!isSketchfabUid(uid)) throw new ProblemError(404, `“${uid}” is no uid of Sketchfab.`)
    const before = known.get(uid)
    if (before) return before
    const lookingUp = pace.within(() => lookUp(uid))
    known.set(uid, lookingUp)
    // What did not work may the next time.
    lookingUp.catch(() => known.delete(uid))
    return lookingUp
  }
}

function notNow(seconds: number): ProblemError {
  return new ProblemError(503, 'Sketchfab cannot be asked at the moment. Try again in a minute.', {
    'retry-after': String(Math.ceil(seconds)),
  })
}
