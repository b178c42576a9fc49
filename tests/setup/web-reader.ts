import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

/** When something was asked for and answered, by performance.now(). */
type Span = { path: string; from: number; to: number }

export type WebReader = {
  /** Answers that were not 200: the status, or why there was none. */
  failures: (Span & { outcome: number | string })[]
  /** Which run was published by an answer that tells; null for none. */
  shown: (Span & { runId: number | null })[]
  answers: () => number
  stop: () => Promise<void>
}

/** Where each of these answers says which run is published. */
const published = {
  health: (text: string) =>
    z.object({ publishedRunId: z.int().nullable() }).parse(JSON.parse(text)).publishedRunId,
  page: (text: string) => Number(/in index run[^\d]*(\d+)/.exec(text)?.[1] ?? Number.NaN) || null,
  similar: (text: string) => z.object({ runId: z.int() }).parse(JSON.parse(text)).runId,
}

/** Somebody who reads the public pages and the API of a site over and over, until it is stopped. @param uid of a model */
export function startWebReader(origin: string, uid: string): WebReader {
  const model = encodeURIComponent(uid)
  const failures: WebReader['failures'] = []
  const shown: WebReader['shown'] = []
  let answers = 0
  let isStopped = false

  async function read(path: string, runOf?: (text: string) => number | null): Promise<void> {
    const from = performance.now()
    const { outcome, text } = await fetch(`${origin}${path}`).then(
      async (answer) => ({ outcome: answer.status, text: await answer.text() }),
      (error: unknown) => ({ outcome: String(error), text: '' }),
    )
    const span = { path, from, to: performance.now() }
    answers++
    if (outcome !== 200) failures.push({ ...span, outcome })
    else if (runOf) shown.push({ ...span, runId: runOf(text) })
  }

  async function readOn(): Promise<void> {
    while (!isStopped) {
      for (const path of ['/', '/api/models', `/api/models/${model}`]) await read(path)
      await read('/api/health', published.health)
      await read(`/models/${model}`, published.page)
      // Before anything is published there is nothing similar.
      if (shown.at(-1)?.runId) await read(`/api/models/${model}/similar`, published.similar)
      await delay(20)
    }
  }

  const reading = readOn()
  async function stop(): Promise<void> {
    isStopped = true
    await reading
  }
  onTestFinished(stop)
  return { failures, shown, answers: () => answers, stop }
}
