import path from 'node:path'
import type { TransferListItem, Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { ThreadSetup } from './work'

/** A thread of its own that does one request after another, so that this one goes on with what it does. */
export type Thread<Request, Answer> = {
  /**
   * Has a request done. The thread is started at the first.
   *
   * @param transfer what is handed over with the request, and is gone here
   * @throws ThreadFullError when too many wait already; ThreadFault with what the thread says is wrong. A thread that failed as a
   *   whole is not started again for a minute.
   */
  ask(request: Request, transfer?: readonly TransferListItem[]): Promise<Answer>
  /** Whether it was closed, or failed and is not started again. */
  hasEnded(): boolean
  /** Ends the thread; what it has not done is refused. */
  close(): Promise<void>
  /** Ends the thread once it has done what it was asked for. */
  retire(): void
}

export type ThreadOptions<Answer> = ThreadSetup & {
  /** What it does, as messages have it: `that reads words`. */
  title: string
  /** What its answers are read with. */
  answer: z.ZodType<Answer>
  /** How many requests may wait. */
  mostWaiting: number
  /** Whether what it does depends on what it was asked before: one that failed is then not started again. */
  hasMemory?: boolean
}

/** Too many requests wait to be done. */
export class ThreadFullError extends Error {
  override name = 'ThreadFullError'
  constructor(readonly waitingCount: number) {
    super(`${waitingCount} requests wait already.`)
  }
}

/** What a thread says is wrong; the kind is the name of the error that was thrown there. */
export class ThreadFault extends Error {
  override name = 'ThreadFault'
  constructor(
    message: string,
    readonly kind: string,
  ) {
    super(message)
  }
}

/** Every process of ours has the project's folder for its own. */
const WORKER_FILE = 'lib/threads/worker.mjs'
const RETRY_AFTER_MS = 60_000
/** What a thread has in its hands is mostly outside of the heap, and as many threads take as many times this. */
const YOUNG_MB = 8

const said = z.object({
  /** Null for what is wrong with the thread as a whole. */
  number: z.number().nullable(),
  answer: z.unknown().optional(),
  error: z.object({ kind: z.string(), message: z.string() }).optional(),
})

type Waiting = { resolve: (answer: unknown) => void; reject: (error: Error) => void }
type Started = { worker: Worker; waiting: Map<number, Waiting> }

/** Makes what asks a thread. It is started at the first request. */
export function openThread<Request, Answer>({
  module,
  setup,
  title,
  answer,
  mostWaiting,
  hasMemory = false,
}: ThreadOptions<Answer>): Thread<Request, Answer> {
  let thread: Started | null = null
  let failed: { error: Error; at: number } | null = null
  let isRetired = false
  let count = 0

  function end(from: Started, error: Error): Promise<number> {
    if (thread === from) thread = null
    for (const { reject } of from.waiting.values()) reject(error)
    from.waiting.clear()
    return from.worker.terminate()
  }

  function fail(from: Started, error: Error): void {
    if (thread !== from) return
    failed = { error, at: performance.now() }
    void end(from, error)
  }

  function endIfIdle(): void {
    if (isRetired && thread?.waiting.size === 0) void end(thread, closed())
  }

  const closed = () => new Error(`The thread ${title} was closed.`)

  function started(): Started {
    if (thread) return thread
    if (isRetired) throw closed()
    if (failed && (hasMemory || performance.now() - failed.at < RETRY_AFTER_MS)) throw failed.error
    const begun: Started = { worker: startWorker({ module, setup }), waiting: new Map() }
    begun.worker.on('message', (message: unknown) => {
      const { number, answer, error } = said.parse(message)
      const fault = error && new ThreadFault(error.message, error.kind)
      if (number === null) return fail(begun, fault ?? closed())
      const asked = begun.waiting.get(number)
      begun.waiting.delete(number)
      if (fault) asked?.reject(fault)
      else asked?.resolve(answer)
      endIfIdle()
    })
    begun.worker.on('error', (error) =>
      fail(begun, error instanceof Error ? error : new Error(String(error))),
    )
    begun.worker.on('exit', (code) => fail(begun, new Error(`The thread ${title} ended with ${code}.`)))
    return (thread = begun)
  }

  return {
    async ask(request, transfer = []) {
      const { worker, waiting } = started()
      if (waiting.size >= mostWaiting) throw new ThreadFullError(waiting.size)
      const number = count++
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(number, { resolve, reject }))
      worker.postMessage({ number, request }, transfer)
      return answer.parse(await answered)
    },
    hasEnded: () => isRetired || (hasMemory && failed !== null),
    async close() {
      isRetired = true
      if (thread) await end(thread, closed())
    },
    retire() {
      isRetired = true
      endIfIdle()
    },
  }
}

/** By what no bundler looks into: the web server's pages are to have none of a thread's code. */
function startWorker(workerData: ThreadSetup): Worker {
  const threads = process.getBuiltinModule('node:worker_threads')
  const worker = new threads.Worker(path.resolve(WORKER_FILE), {
    workerData,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  // A process that has nothing else to do need not wait for it.
  worker.unref()
  return worker
}
