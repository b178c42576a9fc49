import type { Logger } from 'pino'
import type { Connection } from '@/lib/db/connection'
import { listEmbeddedBy } from '@/lib/db/embeddings'
import type { PrismaClient } from '@/lib/db/generated/client'
import {
  abandonRun,
  beginRun,
  findRunSettings,
  recordCounts,
  type RunCounts,
  type RunMode,
  type RunStage,
} from '@/lib/db/index-runs'
import { openPrisma } from '@/lib/db/prisma'
import type { RunComparison } from '@/lib/db/run-comparison'
import { closeDeadRuns, reviveRun, type StartedBy } from '@/lib/db/runs'
import { type Engine, type EngineName, engineNames } from '@/lib/embedding/engines/engine'
import { chooseEngine } from '@/lib/embedding/engines/engines'
import type { Recipe } from '@/lib/embedding/recipes'
import { controlRun, RunCancelledError, type RunControl } from '@/lib/runs/run-control'
import { giveUpReserve, keepReserve } from '@/lib/runs/reserve'
import { openRunLog } from '@/lib/runs/run-log'
import { describeFault, isDiskFull } from './describe-fault'
import type { MadeRun } from './made-run'
import type { RunPlan } from './plan-run'
import { currentRecipe } from './recipe'
import { runStages } from './run-stages'

/** Which failed models alone are tried again: those of these uids, or all. */
export type Retry = 'all' | readonly string[]

export type PrecomputeOptions = {
  connection: Connection
  databaseFile: string
  dataDir: string
  recipe: Recipe
  engine: 'auto' | EngineName
  /** `missing` embeds what has no vector yet; `all` embeds everything anew. */
  mode: RunMode
  /** Neighbours a model. */
  neighbours: number
  /** Also reads images again that could not be used; with uids, only these models are tried. */
  retry?: Retry | null
  /** Publishes a run even if something about it looks wrong. */
  publishAnyway?: boolean
  startedBy?: StartedBy
  signal?: AbortSignal
  observer: PrecomputeObserver
}

export type ResumeOptions = Pick<
  PrecomputeOptions,
  'connection' | 'databaseFile' | 'dataDir' | 'publishAnyway' | 'signal' | 'observer'
> & { runId: number }

/** Told how far the job is: a stage begins with what it has to do, then counts. */
export type PrecomputeObserver = {
  onStage(stage: RunStage, total: number): void
  onProgress(done: number): void
  onNote(note: string): void
}

export type PrecomputeResult = { runId: number; recipeId: string; counts: RunCounts } & (
  | { outcome: 'published' | 'needs-review'; seconds: Record<string, number>; comparison: RunComparison }
  | { outcome: MadeRun['outcome'] }
)

/** What the stages of a run share. */
export type RunContext = {
  options: PrecomputeOptions
  prisma: PrismaClient
  runId: number
  engine: Engine
  log: Logger
  counts: RunCounts
  /** Seconds a stage, as they end. */
  seconds: Record<string, number>
  /** Thumbnails that this run had embedded before it was interrupted. */
  made: ReadonlySet<string>
  checkpoint: RunControl['checkpoint']
  progress(done: number): void
  /** Carries out a stage with `total` things to do, `done` of them done before. */
  stage<Result>(name: RunStage, total: number, work: () => Promise<Result>, done?: number): Promise<Result>
}

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
    return carryOut({ options, prisma, runId, engine, made: new Set() }, plan)
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
    await closeDeadRuns(prisma, 'precompute')
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
    return carryOut({ options: resumed, prisma, runId, engine, made }, null)
  })
}

async function withPrisma<Result>(
  databaseFile: string,
  work: (prisma: PrismaClient) => Promise<Result>,
): Promise<Result> {
  const prisma = openPrisma(databaseFile)
  try {
    return await work(prisma)
  } finally {
    await prisma.$disconnect()
  }
}

type Begun = Pick<RunContext, 'options' | 'prisma' | 'runId' | 'engine' | 'made'>

async function carryOut(begun: Begun, plan: RunPlan | null): Promise<PrecomputeResult> {
  const { options, prisma, runId, engine, made } = begun
  const { observer, signal, databaseFile, dataDir, mode, recipe } = options
  keepReserve(databaseFile)
  const log = openRunLog(dataDir, runId)
  const counts = { modelCount: 0, embeddedCount: 0, reusedCount: 0, failureCount: 0 }
  const seconds: Record<string, number> = {}
  const control = controlRun({
    ...{ prisma, runId, signal },
    onHeartbeat: () => recordCounts(prisma, runId, counts),
    onAction: (action) => log.info(`Asked to ${action}.`),
  })
  observer.onNote(engine.reason)
  log.info(
    { pid: process.pid, mode, recipe: recipe.name, ...(made.size > 0 && { embeddedBefore: made.size }) },
    engine.reason,
  )
  try {
    return await runStages(
      {
        ...begun,
        ...{ log, counts, seconds, checkpoint: control.checkpoint },
        progress(done) {
          control.progress(done)
          observer.onProgress(done)
        },
        async stage(name, total, work, done = 0) {
          await control.checkpoint()
          const startedAt = performance.now()
          observer.onStage(name, total)
          log.info({ stage: name, total }, `Stage ${name} begins.`)
          await control.stage(name, total, done)
          const result = await work()
          seconds[name] = (performance.now() - startedAt) / 1000
          log.info({ stage: name, seconds: seconds[name] }, `Stage ${name} is done.`)
          return result
        },
      },
      plan,
    )
  } catch (error) {
    control.stop()
    const reason = describeFault(error, dataDir)
    const status =
      error instanceof RunCancelledError ? 'cancelled' : signal?.aborted ? 'interrupted' : 'failed'
    log[status === 'failed' ? 'error' : 'warn'](reason)
    await recordEnd(begun, status, counts, reason)
    throw error
  } finally {
    control.stop()
  }
}

/** Where even this cannot be written the run is left to look interrupted, and the fault is still what is thrown. */
async function recordEnd(
  { prisma, runId, options }: Begun,
  status: 'cancelled' | 'interrupted' | 'failed',
  counts: RunCounts,
  reason: string,
): Promise<void> {
  const record = async () => {
    await recordCounts(prisma, runId, counts)
    await abandonRun(prisma, runId, status, reason)
  }
  try {
    await record().catch((error) => {
      if (!isDiskFull(error)) throw error
      giveUpReserve(options.databaseFile)
      return record()
    })
  } catch (error) {
    console.error(`The end of run ${runId} could not be recorded: ${error}`)
  }
}
