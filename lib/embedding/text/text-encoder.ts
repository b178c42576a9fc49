import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { TextDescription } from '../encoder-descriptions'
import type { TextRequest, TextSetup } from './text-worker'

/** Says where words are in the space that an encoder has pictures in. */
export type TextEncoder = {
  /**
   * The vector of a text, of length 1. Of the same text it is kept.
   *
   * @throws TextQueueFullError when too many wait already; Error when the encoder's files are gone, damaged or changed, or there is no
   *   word in the text. A thread that failed is not started again for a minute.
   */
  encode(text: string): Promise<Float32Array>
  close(): Promise<void>
}

/** Too many texts wait to be read. */
export class TextQueueFullError extends Error {
  constructor(waiting: number) {
    super(`${waiting} texts wait to be read already.`)
    this.name = 'TextQueueFullError'
  }
}

/** Every process of ours has the project's folder for its own. */
const WORKER_FILE = 'lib/embedding/text/text-worker.mjs'
/** Of some 3 kB each. */
const KEPT_TEXTS = 500
/** Each takes some tens of milliseconds. */
export const MAX_WAITING_TEXTS = 64
const RETRY_AFTER_MS = 60_000

const answer = z.object({
  number: z.number().nullable(),
  vector: z.instanceof(Float32Array).optional(),
  error: z.string().default('The network gave nothing.'),
})

type Waiting = { resolve: (vector: Float32Array) => void; reject: (error: Error) => void }
type Thread = { worker: Worker; waiting: Map<number, Waiting> }

/**
 * Opens the half of an added encoder that reads words. The network is loaded at the first text, in a thread of its own, so that this
 * one goes on with what it does.
 *
 * @param folder of the encoder
 */
export function openTextEncoder(folder: string, text: TextDescription): TextEncoder {
  const kept = new LRUCache<string, Promise<Float32Array>>({ max: KEPT_TEXTS })
  let thread: Thread | null = null
  let failed: { error: Error; at: number } | null = null
  let count = 0

  function fail(from: Thread, error: Error): void {
    if (thread !== from) return
    thread = null
    failed = { error, at: performance.now() }
    for (const { reject } of from.waiting.values()) reject(error)
    void from.worker.terminate()
  }

  function started(): Thread {
    if (thread) return thread
    if (failed && performance.now() - failed.at < RETRY_AFTER_MS) throw failed.error
    const begun: Thread = { worker: startWorker({ folder, text }), waiting: new Map() }
    begun.worker.on('message', (message: unknown) => {
      const said = answer.parse(message)
      if (said.number === null) return fail(begun, new Error(said.error))
      const asked = begun.waiting.get(said.number)
      begun.waiting.delete(said.number)
      if (said.vector) asked?.resolve(said.vector)
      else asked?.reject(new Error(said.error))
    })
    begun.worker.on('error', (error) =>
      fail(begun, error instanceof Error ? error : new Error(String(error))),
    )
    begun.worker.on('exit', (code) =>
      fail(begun, new Error(`The thread that reads words ended with ${code}.`)),
    )
    return (thread = begun)
  }

  async function ask(words: string): Promise<Float32Array> {
    const { worker, waiting } = started()
    if (waiting.size >= MAX_WAITING_TEXTS) throw new TextQueueFullError(waiting.size)
    return new Promise((resolve, reject) => {
      const request: TextRequest = { number: count++, text: words }
      waiting.set(request.number, { resolve, reject })
      worker.postMessage(request)
    })
  }

  return {
    encode(words) {
      const known = kept.get(words)
      if (known) return known
      const vector = ask(words)
      kept.set(words, vector)
      vector.catch(() => kept.delete(words))
      return vector
    },
    async close() {
      const open = thread
      if (!open) return
      thread = null
      for (const { reject } of open.waiting.values()) reject(new Error('The encoder was closed.'))
      await open.worker.terminate()
    },
  }
}

/** By what no bundler looks into: the web server's pages are to have none of an encoder's code. */
function startWorker(workerData: TextSetup): Worker {
  const threads = process.getBuiltinModule('node:worker_threads')
  const worker = new threads.Worker(path.resolve(WORKER_FILE), { workerData, execArgv: [] })
  // A process that has nothing else to do need not wait for words.
  worker.unref()
  return worker
}
