import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { findActiveRunId } from '@/lib/db/runs'
import { database } from '@/lib/serving/database'
import { ProblemError } from '@/lib/serving/problems'
import { audit } from './audit'
import { isPrecomputing } from './index-runs'
import { requireRecipeId } from './recipes'
import type { StartRequest } from './schemas'
import { startProcess } from './start-process'

const ROW_PATIENCE_MS = 3_000
const LOOK_EVERY_MS = 50

/**
 * Starts the precompute job as a process of its own, and returns its run.
 *
 * @throws ProblemError 409 naming the run that is active; 400 for a recipe that is unknown, or whose network is not here; 422 with the job's own words
 *   when it ended before it began.
 */
export async function startIndexRun(
  request: Request,
  { mode, recipe = 'default', retry }: StartRequest,
): Promise<{ id: number }> {
  await requireRecipeId(recipe)
  const retried = retry === 'all' ? ['--retry'] : (retry ?? []).map((uid) => `--retry=${uid}`)
  const id = await begin(['--mode', mode, '--recipe', recipe, ...retried])
  await audit(request, 'start run', {
    runId: id,
    detail: `${mode}, ${recipe}${retry ? `, retry ${retry === 'all' ? 'all' : retry.join(' ')}` : ''}`,
  })
  return { id }
}

/** Goes on with a run that stopped short. @throws ProblemError as `startIndexRun` does. */
export function resumeIndexRun(id: number): Promise<number> {
  return begin(['--resume', String(id)], id)
}

async function begin(args: readonly string[], resumedId?: number): Promise<number> {
  await assertNoneActive()
  const started = await startProcess('precompute', ['--started-by', 'dashboard', ...args], resumedId)
  if (started.runId !== null) return started.runId
  // Another one may have been first by an instant.
  await assertNoneActive()
  throw new ProblemError(422, started.complaint || 'The job ended before it began, and did not say why.')
}

/** @throws ProblemError 409 */
async function assertNoneActive(): Promise<void> {
  const deadline = performance.now() + ROW_PATIENCE_MS
  while (isPrecomputing()) {
    const id = await findActiveRunId(database().prisma, 'precompute')
    if (id !== null) {
      throw new ProblemError(409, `Index run ${id} is active. Wait until it is done, or cancel it.`, {
        location: `/api/index-runs/${id}`,
      })
    }
    // A process that has only just begun has no run yet.
    if (performance.now() > deadline) {
      throw new ProblemError(
        409,
        'Another command is embedding at the moment (npm run evaluate -- --compare, say). Wait until it is done.',
      )
    }
    await delay(LOOK_EVERY_MS)
  }
}
