import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { isBusy } from '@/lib/database/database'
import { ProblemError } from '@/lib/http/problem'

/** All that anybody waits for another program that writes. */
const PATIENCE_MS = 800
const AGAIN_AFTER_MS = 50

/** What is said while another program keeps the database to itself. */
export function databaseBusy(): ProblemError {
  return new ProblemError(
    503,
    'Another program is writing to the database. Nothing was changed; try again in a few seconds.',
    { 'retry-after': '5' },
  )
}

/** Resolves when the writes that were asked for before have ended. */
let before: Promise<unknown> = Promise.resolve()

/**
 * Writes to the database, once the writes before it have ended. While another program has it locked, this is tried
 * again for under a second in all, and pages are answered meanwhile.
 *
 * @param work writes all or nothing
 * @throws ProblemError 503 when the database stays locked
 */
export function write<Result>(work: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + PATIENCE_MS
  const result = before.then(() => tryUntil(deadline, work))
  before = result.catch(() => {})
  return result
}

async function tryUntil<Result>(deadline: number, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() > deadline) throw databaseBusy()
      await delay(AGAIN_AFTER_MS)
    }
  }
}
