import 'server-only'
import { ProblemError } from '@/lib/http/problem'
import { countFollowers, follow, type Watched } from './shared-poll'

/** Screens that follow runs at once; further ones are asked to come again. */
export const MAX_FOLLOWERS = 500
/** Whoever has not taken what is there for so long has left without a word. */
const LOST_AFTER_MS = 60_000

declare global {
  /** What ends the streams that are open. Here because Next evaluates modules more than once in a process. */
  var recASketchEventStreams: Set<() => void> | undefined
}

/** The server stops only once all answers have ended, and these do not by themselves. */
function openStreams(): Set<() => void> {
  if (!globalThis.recASketchEventStreams) {
    const streams = new Set<() => void>()
    globalThis.recASketchEventStreams = streams
    const endAll = () => streams.forEach((leave) => leave())
    process.once('SIGINT', endAll).once('SIGTERM', endAll)
  }
  return globalThis.recASketchEventStreams
}

const HEADERS = {
  'content-type': 'text/event-stream',
  // Compressed or buffered on the way, an event would arrive with the next one.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/**
 * Answers with server-sent events (WHATWG HTML, section 9.2). Each carries the whole state, so that a reader who comes
 * late, or again after a cut, or who reads slowly, is right at once: only the latest is kept for whoever has not taken
 * it yet. An event named `end` says not to come again.
 *
 * @throws ProblemError 503 when too many follow already
 */
export function eventStream<View>(request: Request, sessionId: string, watched: Watched<View>): Response {
  // Nobody reads the body of these.
  if (request.method === 'HEAD' || request.signal.aborted) return new Response(null, { headers: HEADERS })
  if (countFollowers() >= MAX_FOLLOWERS) {
    throw new ProblemError(503, `${MAX_FOLLOWERS} screens follow runs already. Try again in 10 s.`, {
      'retry-after': '10',
    })
  }
  const outbox = openOutbox()
  const leaveFollowed = follow(watched, {
    sessionId,
    onState: (json) => outbox.put(`data: ${json}\n\n`),
    onSilence() {
      if (outbox.waitingMs() > LOST_AFTER_MS) return leave()
      outbox.put(': still here\n\n')
    },
    onEnd: (isOver) => outbox.close(isOver ? 'event: end\ndata:\n\n' : null),
  })
  function leave() {
    openStreams().delete(leave)
    request.signal.removeEventListener('abort', leave)
    leaveFollowed()
    outbox.close(null)
  }
  openStreams().add(leave)
  request.signal.addEventListener('abort', leave)

  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode('retry: 1000\n\n')),
    async pull(controller) {
      const text = await outbox.take()
      if (text !== null) return controller.enqueue(encoder.encode(text))
      leave()
      controller.close()
    },
    cancel: leave,
  })
  return new Response(body, { headers: HEADERS })
}

type Outbox = {
  /** Puts in an event, in place of one that has not been taken. Nothing happens once it is closed. */
  put(event: string): void
  /** Puts in the last event, if there is one. */
  close(event: string | null): void
  /** Waits for the next event; null after the last. */
  take(): Promise<string | null>
  /** For how long an event has waited to be taken. */
  waitingMs(): number
}

function openOutbox(): Outbox {
  let event: string | null = null
  let last: string | null = null
  let isClosed = false
  let since = 0
  let wake = () => {}
  return {
    put(text) {
      if (isClosed) return
      if (event === null) since = performance.now()
      // A sign of life is not to take the place of a state.
      if (event === null || text.startsWith('data:')) event = text
      wake()
    },
    close(text) {
      if (!isClosed) last = text
      isClosed = true
      wake()
    },
    async take() {
      while (event === null && !isClosed) await new Promise<void>((resolve) => (wake = resolve))
      const taken = event ?? last
      if (event === null) last = null
      event = null
      return taken
    },
    waitingMs: () => (event === null ? 0 : performance.now() - since),
  }
}
