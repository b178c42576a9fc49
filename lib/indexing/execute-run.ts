import { listEmbeddedBy } from '@/lib/database/embeddings'
import { beginRun, findRunSettings, recordCounts, type RunStage } from '@/lib/database/index-runs'
import { clearNeighbours } from '@/lib/database/neighbours'
import { withPrisma } from '@/lib/database/prisma'
import { reviveRun } from '@/lib/database/runs'
import { engineNames } from '@/lib/facts/engine-names'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { carryOut } from '@/lib/jobs/carry-out'
import type { RunPlan } from './plan-run'
import { currentRecipe } from './recipe'
import type { PrecomputeOptions, PrecomputeResult, ResumeOptions, RunContext } from './run-context'
import { runStages } from './run-stages'

/**
 * Carries out a run under a row of its own, which says at every instant how far it is. Only the holder of the job
 * lock may call this.
 *
 * @param plan what there is to do; null lets the run find out when it is that far
 */
export async function executeRun(
  options: PrecomputeOptions,
  plan: RunPlan | null,
): Promise<PrecomputeResult> {
  const { databaseFile, mode, recipe, neighbours, retry = null, startedBy = 'shell' } = options
  const engine = await chooseEngine(options.engine, recipe)
  return withPrisma(databaseFile, async (prisma) => {
    const settings = { mode, recipe: recipe.name, recipeId: recipe.id, engine: engine.name, neighbours }
    const runId = await beginRun(
      prisma,
      { ...settings, retried: retry && JSON.stringify(retry), modelCount: plan?.models.length ?? 0 },
      startedBy,
    )
    return carryOutStages({ options, prisma, runId, engine, made: new Set() }, plan)
  })
}

/**
 * Goes on with a run that had ended, with its own settings. Only the holder of the job lock may call this.
 *
 * @throws Error when there is no such run, or it did not end in a way that can be gone on from.
 */
export async function resumeRun(options: ResumeOptions): Promise<PrecomputeResult> {
  const { connection, databaseFile, dataDir, runId } = options
  return withPrisma(databaseFile, async (prisma) => {
    const { recipeId, retried, ...settings } = await findRunSettings(prisma, runId)
    const recipe = currentRecipe(settings.recipe, dataDir)
    if (recipe.id !== recipeId) {
      throw new Error(
        `Run ${runId} cannot be resumed: the recipe ${recipe.name} was ${recipeId} then and is ${recipe.id} now. Start a new run.`,
      )
    }
    const engine = await chooseEngine(engineNames.find((name) => name === settings.engine) ?? 'auto', recipe)
    await reviveRun(prisma, runId)
    const resumed = { ...options, ...settings, recipe, engine: engine.name, retry: retried }
    const made = new Set(listEmbeddedBy(connection, runId))
    return carryOutStages({ options: resumed, prisma, runId, engine, made }, null)
  })
}

type Begun = Pick<RunContext, 'options' | 'prisma' | 'runId' | 'engine' | 'made'>

async function carryOutStages(begun: Begun, plan: RunPlan | null): Promise<PrecomputeResult> {
  const { options, prisma, runId, engine, made } = begun
  const { connection, databaseFile, dataDir, observer, signal, mode, recipe } = options
  const counts = { modelCount: 0, embeddedCount: 0, reusedCount: 0, failureCount: 0 }
  return carryOut<RunStage, PrecomputeResult>(
    {
      ...{ prisma, runId, databaseFile, dataDir, signal },
      observer,
      recordCounts: () => recordCounts(prisma, runId, counts),
      cleanUp: async () => clearNeighbours(connection, runId),
    },
    async (job) => {
      observer.onNote(engine.reason)
      const before = made.size > 0 ? { embeddedBefore: made.size } : {}
      job.log.info({ pid: process.pid, mode, recipe: recipe.name, ...before }, engine.reason)
      return runStages({ ...begun, ...job, counts }, plan)
    },
  )
}
