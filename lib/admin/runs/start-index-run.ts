import 'server-only'
import { audit } from '../audit'
import { beginRun } from './begin-run'
import { indexRuns } from './index-runs'
import { requireRecipeId } from './recipes'
import type { StartRequest } from '../schemas'

/**
 * Starts the precompute job.
 *
 * @throws ProblemError 400 for a recipe that is unknown, or whose network is not here; what `beginRun` throws.
 */
export async function startIndexRun(
  request: Request,
  { mode, recipe = 'default', retry }: StartRequest,
): Promise<{ id: number }> {
  requireRecipeId(recipe)
  const retried = retry === 'all' ? ['--retry'] : (retry ?? []).map((uid) => `--retry=${uid}`)
  const id = await beginRun(indexRuns, ['--mode', mode, '--recipe', recipe, ...retried])
  const tried = retry ? `, retry ${retry === 'all' ? 'all' : retry.join(' ')}` : ''
  audit(request, 'start run', { runId: id, detail: `${mode}, ${recipe}${tried}` })
  return { id }
}
