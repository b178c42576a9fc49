import { env } from '@/lib/facts/env'
import { engineNames } from '@/lib/facts/engine-names'
import type { JobPlace } from '@/lib/jobs/job'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { sharedRecipe } from './recipe'

/**
 * Why this process must not work on an index run that others work on, too: its vectors would not be comparable with theirs.
 *
 * @returns half a sentence; null when it may
 */
export async function refusal(
  runId: number,
  { database, dataDir, storage }: JobPlace,
): Promise<string | null> {
  const index = (await database.runs.findRun(runId))?.index
  if (!index) return null
  try {
    const recipe = await sharedRecipe(index.recipe, dataDir, storage)
    if (recipe.id !== index.recipeId) {
      return `its recipe ${recipe.name} is ${index.recipeId}, and ${recipe.id} here`
    }
    const setting = env().engine
    const wanted = engineNames.find((name) => name === index.engine) ?? 'auto'
    if (wanted !== 'auto' && setting !== 'auto' && setting !== wanted) {
      return `it is made with ${wanted}; this is ${setting}`
    }
    await chooseEngine(wanted === 'auto' ? setting : wanted, recipe)
    return null
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
  }
}
