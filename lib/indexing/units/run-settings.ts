import type { Database } from '@/lib/database/database'
import type { Recipe } from '@/lib/embedding/recipes'
import type { JobPlace } from '@/lib/jobs/job'
import type { Engine } from '@/lib/networks/engines/engine'
import { indexOptionsSchema } from '../index-context'
import { currentRecipe } from '../recipe'

export type RunSettings = Awaited<ReturnType<Database['indexRuns']['findRunSettings']>>

/**
 * What a run computes by, for whoever does a part of it in another process.
 *
 * @throws Error when the recipe computes something else here, or is not known here: what comes of it must not mix
 */
export async function settingsOfRun({
  database,
  dataDir,
  runId,
}: JobPlace & { runId: number }): Promise<{ settings: RunSettings; recipe: Recipe }> {
  const settings = await database.indexRuns.findRunSettings(runId)
  const recipe = currentRecipe(settings.recipe, dataDir)
  if (recipe.id === settings.recipeId) return { settings, recipe }
  throw new Error(
    `This process can do nothing of run ${runId}: the recipe ${recipe.name} is ${settings.recipeId} there and ${recipe.id} here. Let all machines have the same version of Rec-a-Sketch and the same encoders.`,
  )
}

/**
 * The engine that a run embeds with.
 *
 * @throws Error when it cannot be loaded here: the vectors of another one must not mix with its own
 */
export async function engineOfRun(runId: number, settings: RunSettings, recipe: Recipe): Promise<Engine> {
  const setting = indexOptionsSchema.shape.engine.exclude(['auto']).safeParse(settings.engine)
  // Loaded only now: most units need none.
  const { chooseEngine } = await import('@/lib/networks/engines/engines')
  try {
    if (!setting.success) throw new Error(`There is no engine ${settings.engine}.`)
    return await chooseEngine(setting.data, recipe)
  } catch (error) {
    throw new Error(
      `This process can embed nothing of run ${runId}, which embeds with ${settings.engine}. ${error instanceof Error ? error.message : error}`,
      { cause: error },
    )
  }
}
