import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'

const LOOK_EVERY_MS = 500
const SIGN_OF_LIFE_MS = 15_000

declare global {
  /** What ends the streams that are open. Here because Next evaluates modules more than once in a process. */
  var recASketchEventStreams: Set<AbortController> | undefined
}

/** The server stops only once all answers have ended, and these do not by themselves. */
function openStreams(): Set<AbortController> {
  if (!globalThis.recASketchEventStreams) {
    const streams = new Set<AbortController>()
    globalThis.recASketchEventStreams = streams
    const endAll = () => streams.forEach((stream) => stream.abort())
    process.once('SIGINT', endAll).once('SIGTERM', endAll)
  }
  return globalThis.recASketchEventStreams
}

export type EventStreamOptions<View> = {
  /** What to show; read twice a second while somebody looks, and sent when it is another than before. */
  read: () => Promise<View | null>
  /** Whether what was just sent was the last there is to say. */
  isLast: (view: View) => boolean
  /** Whether the reader may still look. */
  isAllowed: () => Promise<boolean>
}

/**
 * Answers with server-sent events (WHATWG HTML, section 9.2). Each carries the whole state, so that a reader who comes
 * late, or again after a cut, is right at once. An event named `end` says not to come again.
 */
export function eventStream<View>(request: Request, options: EventStreamOptions<View>): Response {
  const streams = openStreams()
  const closed = new AbortController()
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      streams.add(closed)
      const encoder = new TextEncoder()
      const send = (text: string) => controller.enqueue(encoder.encode(text))
      send('retry: 1000\n\n')
      follow(options, send, closed.signal)
        .catch((error: unknown) => {
          if (!closed.signal.aborted) console.error(error)
        })
        .finally(() => {
          streams.delete(closed)
          if (!isCancelled) controller.close()
        })
    },
    cancel() {
      isCancelled = true
      closed.abort()
    },
  })
  request.signal.addEventListener('abort', () => closed.abort())
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      // Compressed or buffered on the way, an event would arrive with the next one.
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

async function follow<View>(
  { read, isLast, isAllowed }: EventStreamOptions<View>,
  send: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let sent = ''
  let lastSignOfLife = performance.now()
  while (!signal.aborted) {
    const view = await read()
    if (signal.aborted) return
    const data = JSON.stringify(view)
    if (view !== null && data !== sent) send(`data: ${data}\n\n`)
    sent = data
    if (view === null || isLast(view)) return send('event: end\ndata:\n\n')
    if (performance.now() - lastSignOfLife > SIGN_OF_LIFE_MS) {
      if (!(await isAllowed())) return
      send(': still here\n\n')
      lastSignOfLife = performance.now()
    }
    await delay(LOOK_EVERY_MS, undefined, { signal })
  }
}
