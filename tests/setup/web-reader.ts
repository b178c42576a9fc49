import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { servedDatabase } from '@/lib/database/database'
import type { DatabasePlace } from '@/lib/database/place'

/** When reads failed, and what was published when. Times are of performance.now(). */
export type WebReader = {
  failures: { from: number; to: number; error: string }[]
  seen: { runId: number | null; at: number }[]
  reads: () => number
  stop: () => Promise<void>
}

/**
 * Reads from a database as a web server does, all the time, until it is stopped: what is published is read again when the revision
 * is another one.
 */
export function startWebReader(place: DatabasePlace): WebReader {
  const database = servedDatabase(place)
  const failures: WebReader['failures'] = []
  const seen: WebReader['seen'] = []
  let reads = 0
  let isStopped = false
  let known: string | undefined

  async function read(): Promise<void> {
    const revision = await database.readRevision()
    await database.catalogue.countListedModels()
    if (revision === known) return
    const run = await database.indexRuns.findPublishedRun()
    const runId = run?.id ?? null
    if (seen.at(-1)?.runId !== runId) seen.push({ runId, at: performance.now() })
    known = revision
  }

  async function readOn(): Promise<void> {
    while (!isStopped) {
      const from = performance.now()
      await read().then(
        () => reads++,
        (error) => failures.push({ from, to: performance.now(), error: String(error) }),
      )
      await delay(20)
    }
  }

  const reading = readOn()
  async function stop(): Promise<void> {
    isStopped = true
    await reading
    await database.close()
  }
  onTestFinished(stop)
  return { failures, seen, reads: () => reads, stop }
}
