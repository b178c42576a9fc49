import 'server-only'
import { ProblemError } from '@/lib/http/problem'
import { database } from '@/lib/serving/database'
import { write } from '@/lib/serving/write'
import { capitalise } from '@/lib/text/capitalise'
import { hasWorker } from '../workers'
import type { RunKind } from './run-kind'
import type { RunView } from '../views'

/**
 * Has a run wait for a worker: over a database that is shared, whoever starts one is not who does it.
 *
 * @param addWaiting makes the run that waits; null when another one is active
 * @throws ProblemError 409 naming the run that is active; 503 when there is no worker
 */
export async function leaveToWorker(
  kind: RunKind<RunView>,
  addWaiting: () => Promise<number | null>,
): Promise<number> {
  await assertNoneActive(kind)
  if (!(await hasWorker())) {
    throw new ProblemError(
      503,
      `No worker is running, and over PostgreSQL the work of a ${kind.noun} is theirs. Start one on any machine: npm run worker`,
      { 'retry-after': '10' },
    )
  }
  const id = await write(addWaiting)
  if (id === null) {
    await assertNoneActive(kind)
    throw new ProblemError(409, `Another ${kind.noun} was active a moment ago. Try again.`)
  }
  await database().units.announce()
  return id
}

/** @throws ProblemError 409 */
async function assertNoneActive({ job, address }: RunKind<RunView>): Promise<void> {
  const id = await database().runs.findActiveRunId(job.name)
  if (id !== null) throw activeProblem(job.runName, address, id)
}

/** What whoever starts a run is told while another is active. */
export function activeProblem(runName: string, address: string, id: number): ProblemError {
  const active = `${capitalise(runName)} ${id} is active.`
  return new ProblemError(409, `${active} Wait until it is done, or cancel it.`, {
    location: `${address}/${id}`,
  })
}
