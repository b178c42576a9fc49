import type { Connection } from '@/lib/db/connection'
import {
  abandonRun,
  beginRun,
  findPublishedRun,
  publishRun,
  recordMetrics,
  reportRun,
  type RunCounts,
  type RunMode,
  type RunStage,
} from '@/lib/db/index-runs'
import { neighbourWriter } from '@/lib/db/neighbours'
import { openPrisma } from '@/lib/db/prisma'
import { writeProjection } from '@/lib/db/projections'
import { openEncoder } from '@/lib/embedding/encoder'
import type { Engine, EngineName } from '@/lib/embedding/engines/engine'
import { chooseEngine } from '@/lib/embedding/engines/engines'
import { encodeProjection } from '@/lib/embedding/projection/projection-format'
import type { Recipe } from '@/lib/embedding/recipes'
import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import { embedThumbnails } from './embed-thumbnails'
import { inputDigest } from './input-digest'
import type { RunPlan } from './plan-run'
import { projectedVectors } from './projected-vectors'
import { encodersFolder, expansionOf } from './recipe'

const HEARTBEAT_MS = 1_000

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
  signal?: AbortSignal
  observer: PrecomputeObserver
}

/** Told how far the job is: a stage begins with what it has to do, then counts. */
export type PrecomputeObserver = {
  onStage(stage: RunStage, total: number): void
  onProgress(done: number): void
  onNote(note: string): void
}

export type PrecomputeResult =
  | { outcome: 'published'; runId: number; counts: RunCounts; seconds: Record<string, number> }
  | { outcome: 'up-to-date'; runId: number; counts: RunCounts }
  | { outcome: 'published-again'; runId: number; counts: RunCounts }

/** Carries out a planned run under a row of IndexRun, which says at every instant how far it is. */
export async function executeRun(options: PrecomputeOptions, plan: RunPlan): Promise<PrecomputeResult> {
  const { connection, databaseFile, mode, recipe, neighbours, signal, observer } = options
  const engine = await chooseEngine(options.engine, recipe)
  observer.onNote(engine.reason)
  const counts: RunCounts = {
    modelCount: plan.models.length,
    embeddedCount: 0,
    reusedCount: plan.reusedCount,
    failureCount: 0,
  }
  const prisma = openPrisma(databaseFile)
  const runId = await beginRun(prisma, {
    ...{ mode, recipe: recipe.name, recipeId: recipe.id, engine: engine.name, neighbours },
    ...counts,
  })
  // A sign of life that could not be given is no reason to end.
  const heartbeat = setInterval(() => void reportRun(prisma, runId, counts).catch(() => {}), HEARTBEAT_MS)

  const seconds: Record<string, number> = {}
  async function stage<Result>(name: RunStage, total: number, work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now()
    observer.onStage(name, total)
    await reportRun(prisma, runId, { ...counts, stage: name })
    const result = await work()
    seconds[name] = (performance.now() - startedAt) / 1000
    return result
  }

  try {
    let failed: ReadonlySet<string> = new Set()
    if (plan.missing.length > 0) {
      failed = await stage('embed', plan.missing.length, () => embedMissing(options, plan, engine, counts))
    }
    const models = plan.models.filter(({ thumbnailHash: hash }) => plan.intact.has(hash) || !failed.has(hash))
    if (models.length === 0) {
      throw new Error(
        `Not one of ${plan.missing.length} thumbnails could be embedded; the reasons are in the failures.`,
      )
    }
    const digest = inputDigest(recipe, neighbours, models)
    const published = findPublishedRun(connection)
    if (mode === 'missing' && published?.inputDigest === digest) {
      await abandonRun(prisma, runId, 'finished', null)
      return { outcome: 'up-to-date', runId: published.id, counts }
    }

    const { vectors, fitted } = await stage('project', models.length, () =>
      projectedVectors(connection, recipe, models),
    )
    if (fitted) {
      writeProjection(connection, fitted.projectionId, recipe.id, encodeProjection(fitted.projection))
    }

    await stage('search', models.length, async () => {
      const write = neighbourWriter(connection, runId, 'visual')
      let done = 0
      for await (const block of searchNeighbours({
        vectors,
        expansion: expansionOf(recipe),
        neighbours,
        signal,
      })) {
        const { start, count, width, indices, scores } = block
        write({
          modelIds: models.slice(start, start + count).map((model) => model.modelId),
          neighbourIds: indices.map((index) => models[index]?.modelId ?? -1),
          ...{ width, scores },
        })
        observer.onProgress((done += count))
      }
    })

    await stage('publish', 1, () =>
      publishRun(prisma, runId, {
        ...counts,
        inputDigest: digest,
        projectionId: fitted?.projectionId ?? null,
      }),
    )
    const peakMemoryMegabytes = process.resourceUsage().maxRSS / 1024
    await recordMetrics(prisma, runId, { ...seconds, peakMemoryMegabytes })
    return { outcome: 'published', runId, counts, seconds }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await abandonRun(prisma, runId, signal?.aborted ? 'interrupted' : 'failed', reason)
    throw error
  } finally {
    clearInterval(heartbeat)
    await prisma.$disconnect()
  }
}

async function embedMissing(
  { connection, dataDir, recipe, signal, observer }: PrecomputeOptions,
  plan: RunPlan,
  engine: Engine,
  counts: RunCounts,
): Promise<ReadonlySet<string>> {
  const encoder = await openEncoder(recipe, engine, { cacheDir: encodersFolder(dataDir) })
  try {
    return await embedThumbnails({
      ...{ connection, dataDir, recipe, encoder, thumbnails: plan.missing, signal },
      onBatch({ embeddedCount, failureCount }) {
        Object.assign(counts, { embeddedCount, failureCount })
        observer.onProgress(embeddedCount + failureCount)
      },
    })
  } finally {
    await encoder.dispose()
  }
}
