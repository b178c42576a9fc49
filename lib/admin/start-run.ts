import 'server-only'
import { findActiveRunId } from '@/lib/db/runs'
import { database } from '@/lib/serving/database'
import { ProblemError } from '@/lib/serving/problems'
import { audit } from './audit'
import { isPrecomputing } from './index-runs'
import { requireRecipeId } from './recipes'
import type { StartRequest } from './schemas'
import { startProcess } from './start-process'

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
  const retried = retry === undefined ? [] : ['--retry', ...(retry === 'all' ? [] : retry)]
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
  if (!isPrecomputing()) return
  const id = await findActiveRunId(database().prisma, 'precompute')
  throw new ProblemError(
    409,
    id === null
      ? 'Another command is embedding at the moment (npm run evaluate -- --compare, say). Wait until it is done.'
      : `Index run ${id} is active. Wait until it is done, or cancel it.`,
    id === null ? {} : { location: `/api/index-runs/${id}` },
  )
}
