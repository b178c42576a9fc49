import * as z from 'zod/mini'
import { detailOf, type Patience, requestPatiently } from '@/components/messages/patient-request'

/** What is looked for: a picture as a file, or the address of one elsewhere. */
export type Sought = { kind: 'file'; file: File } | { kind: 'address'; address: string }

/** Why a search by picture came to nothing, as a page says it. */
export type PictureProblem = { title: string; detail: string }

/** Where the results are, or why there are none. */
export type Outcome = { path: string } | PictureProblem

const PATIENCE = { longestWaitSeconds: 30, usualWaitSeconds: 5 }

const found = z.object({ picture: z.object({ path: z.string() }) })

const TITLES: Record<number, string> = {
  400: 'Not a picture that can be used',
  403: 'Not from elsewhere',
  413: 'Too large',
  415: 'Not a picture that can be used',
  422: 'Nothing to look at there',
  429: 'Busy at the moment',
  503: 'Not at the moment',
  504: 'Too slow',
}

/**
 * Asks the server what looks like a picture.
 *
 * @throws the signal's reason when that stopped it
 */
export async function askForSimilar(
  sought: Sought,
  sent: Blob | null,
  waiting: Pick<Patience, 'signal' | 'onWait'>,
): Promise<Outcome> {
  const answer = await requestPatiently(() => requestFor(sought, sent), { ...waiting, ...PATIENCE })
  return answer === null ? unreachable() : outcomeOf(answer)
}

function requestFor(sought: Sought, sent: Blob | null): [string, RequestInit] {
  const method = 'POST'
  if (sought.kind === 'file') {
    const body = new FormData()
    body.set('image', sent ?? sought.file, sought.file.name)
    return ['/api/similar?limit=1', { method, body }]
  }
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ address: sought.address })
  return ['/api/similar/address?limit=1', { method, body, headers }]
}

async function outcomeOf(answer: Response): Promise<Outcome> {
  const body: unknown = await answer.json().catch(() => null)
  const success = found.safeParse(body)
  if (answer.ok && success.success) return { path: success.data.picture.path }
  return {
    title: TITLES[answer.status] ?? 'That did not work',
    detail: detailOf(answer, body),
  }
}

function unreachable(): PictureProblem {
  return navigator.onLine
    ? { title: 'Out of reach', detail: 'The server cannot be reached. Try again in a moment.' }
    : {
        title: 'No connection',
        detail:
          'This device is offline. The picture is looked at by the server, so try again once it is back.',
      }
}
