import * as z from 'zod/mini'

/** What is looked for: a picture as a file, or the address of one elsewhere. */
export type Sought = { kind: 'file'; file: File } | { kind: 'address'; address: string }

/** Why a search by picture came to nothing, as a page says it. */
export type PictureProblem = { title: string; detail: string }

/** Where the results are, or why there are none. */
export type Outcome = { path: string } | PictureProblem

type Waiting = {
  /** Called before a wait, with its seconds, and with null after it. */
  onWait: (seconds: number | null) => void
  signal: AbortSignal
}

/** So often a search is made again by itself while the server is busy. */
const MOST_RETRIES = 2
/** Whoever would have to wait for longer is told so instead. */
const LONGEST_WAIT_SECONDS = 30
/** Where the server does not say when. */
const DEFAULT_WAIT_SECONDS = 5

const found = z.object({ picture: z.object({ path: z.string() }) })
const refused = z.object({ detail: z.string() })

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
 * Asks the server what looks like a picture. While it is busy, it is asked again after as long as it says, twice at most.
 *
 * @throws the signal's reason when that stopped it
 */
export async function askForSimilar(sought: Sought, sent: Blob | null, waiting: Waiting): Promise<Outcome> {
  const { onWait, signal } = waiting
  for (let retries = 0; ; retries++) {
    const answer = await post(sought, sent, signal)
    if (answer === null) return unreachable()
    const seconds = Number(answer.headers.get('retry-after')) || DEFAULT_WAIT_SECONDS
    const isAgain = answer.status === 429 && retries < MOST_RETRIES && seconds <= LONGEST_WAIT_SECONDS
    if (!isAgain) return outcomeOf(answer)
    onWait(seconds)
    await pause(seconds * 1000, signal)
    onWait(null)
  }
}

async function post(sought: Sought, sent: Blob | null, signal: AbortSignal): Promise<Response | null> {
  try {
    return await fetch(...requestFor(sought, sent, signal))
  } catch {
    signal.throwIfAborted()
    return null
  }
}

function requestFor(sought: Sought, sent: Blob | null, signal: AbortSignal): [string, RequestInit] {
  const method = 'POST'
  if (sought.kind === 'file') {
    const body = new FormData()
    body.set('image', sent ?? sought.file, sought.file.name)
    return ['/api/similar?limit=1', { method, body, signal }]
  }
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ address: sought.address })
  return ['/api/similar/address?limit=1', { method, body, headers, signal }]
}

async function outcomeOf(answer: Response): Promise<Outcome> {
  const body: unknown = await answer.json().catch(() => null)
  const success = found.safeParse(body)
  if (answer.ok && success.success) return { path: success.data.picture.path }
  return {
    title: TITLES[answer.status] ?? 'That did not work',
    detail: refused.safeParse(body).data?.detail ?? `The server answered with ${answer.status}.`,
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

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
