import 'server-only'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import { database } from '@/lib/serving/database'
import { audit } from '../audit'
import { indexRuns } from './index-runs'
import { requireRecipeId } from './recipes'
import { startRun } from './start-run'
import type { StartRequest } from '../schemas'

/**
 * Starts the precompute job, or has it wait for a worker.
 *
 * @throws ProblemError 400 for a recipe that is unknown, or whose network is not here; what `startRun` throws.
 */
export async function startIndexRun(
  request: Request,
  { mode, recipe = 'default', retry }: StartRequest,
): Promise<{ id: number }> {
  const recipeId = await requireRecipeId(recipe)
  const id = await startRun(indexRuns, {
    options: { mode, recipe, retry: retry ?? null },
    addWaiting() {
      // Which engine that is, whoever takes it up will know.
      const settings = { mode, recipe, recipeId, engine: 'auto', neighbours: DEFAULT_DEPTH }
      const retried = retry === undefined ? null : JSON.stringify(retry)
      return database().indexRuns.addWaitingIndexRun({ ...settings, retried })
    },
  })
  const tried = retry ? `, retry ${retry === 'all' ? 'all' : retry.join(' ')}` : ''
  audit(request, 'start run', { runId: id, detail: `${mode}, ${recipe}${tried}` })
  return { id }
}
