import 'server-only'
import { ProblemError } from '@/lib/http/problem'
import { NearestBusyError, NoVectorsError } from './nearest'
import { readPublishedRun, type ShownRun } from './published-run'
import type { NotLookedThrough } from './views'

/** Seconds after which a search that was refused is worth another try. */
const RETRY_AFTER_S = 2

/** The published run. @throws ProblemError 503 while nothing is published */
export async function publishedRun(): Promise<ShownRun> {
  const run = await readPublishedRun()
  if (run) return run
  throw new ProblemError(503, 'Nothing is published yet. Run “npm run precompute” on the server first.', {
    'retry-after': '60',
  })
}

/** What keeps a search from looking through all vectors of a run. @throws the error that is given, when it is another one */
export function whyNotLookedThrough(error: unknown): NotLookedThrough {
  if (error instanceof NearestBusyError) return 'busy'
  if (error instanceof NoVectorsError) return 'no-vectors'
  throw error
}

/** @throws ProblemError 429 where too many ask at once */
export function refuseIfBusy(reason: NotLookedThrough | null): void {
  if (reason !== 'busy') return
  throw new ProblemError(429, new NearestBusyError().message, { 'retry-after': `${RETRY_AFTER_S}` })
}
