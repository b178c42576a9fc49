import 'server-only'
import { audit } from '../audit'
import { indexRuns } from './index-runs'
import { requireRecipeId } from './recipes'
import { startRun } from './start-run'
import type { StartRequest } from '../schemas'

/**
 * Starts the precompute job.
 *
 * @throws ProblemError 400 for a recipe that is unknown, or whose network is not here; what `startRun` throws.
 */
export async function startIndexRun(
  request: Request,
  { mode, recipe = 'default', retry }: StartRequest,
): Promise<{ id: number }> {
  await requireRecipeId(recipe)
  const id = await startRun(indexRuns, { options: { mode, recipe, retry: retry ?? null } })
  const tried = retry ? `, retry ${retry === 'all' ? 'all' : retry.join(' ')}` : ''
  audit(request, 'start run', { runId: id, detail: `${mode}, ${recipe}${tried}` })
  return { id }
}
