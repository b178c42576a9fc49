import * as z from 'zod/mini'

/** How long somebody waits for a server that is busy. */
export type Patience = {
  signal: AbortSignal
  /** Whoever would have to wait for longer is told so instead. */
  longestWaitSeconds: number
  /** Where the server does not say when. */
  usualWaitSeconds: number
  /** Called before a wait, with its seconds, and with null after it. */
  onWait?: (seconds: number | null) => void
}

/** So often it is asked again by itself. */
const MOST_RETRIES = 2

const refused = z.object({ detail: z.string() })

/**
 * Asks the server. While it is busy, it is asked again after as long as it says, twice at most. Null where it cannot be reached.
 *
 * @param request made anew each time: a body is sent once
 * @throws the signal's reason when that stopped it
 */
export async function requestPatiently(
  request: () => [address: string, options: RequestInit],
  { signal, longestWaitSeconds, usualWaitSeconds, onWait }: Patience,
): Promise<Response | null> {
  for (let retries = 0; ; retries++) {
    const answer = await send(...request(), signal)
    if (answer?.status !== 429 || retries === MOST_RETRIES) return answer
    const seconds = Number(answer.headers.get('retry-after')) || usualWaitSeconds
    if (seconds > longestWaitSeconds) return answer
    onWait?.(seconds)
    await pause(seconds * 1000, signal)
    onWait?.(null)
  }
}

async function send(address: string, options: RequestInit, signal: AbortSignal): Promise<Response | null> {
  try {
    return await fetch(address, { ...options, signal })
  } catch {
    signal.throwIfAborted()
    return null
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

/**
 * Why the server refused, as its answer says it; by its status where it does not.
 *
 * @param body the parsed JSON of the answer
 */
export function detailOf({ status }: Response, body: unknown): string {
  return refused.safeParse(body).data?.detail ?? `The server answered with ${status}.`
}
