import { z } from 'zod'
import type { PrismaClient } from '../sqlite/generated/client'
import { statement, type Work } from '../statement'
import { assertResumable, createRun, newRun, type StartedBy, waitingRun } from './runs'

export type RunMode = 'missing' | 'all'
export type RunCounts = {
  modelCount: number
  embeddedCount: number
  reusedCount: number
  failureCount: number
}

/** What a run of the precompute job is asked for. */
export type RunSettings = {
  mode: RunMode
  recipe: string
  recipeId: string
  engine: string
  neighbours: number
  /** JSON; see the schema. */
  retried?: string | null
}

/**
 * Begins a run and makes it the active one. Only the holder of the job lock may call this.
 *
 * @param version of the code, where others may work on it
 */
export async function beginIndexRun(
  prisma: PrismaClient,
  settings: RunSettings & { modelCount: number },
  startedBy: StartedBy = 'shell',
  version: string | null = null,
): Promise<number> {
  const run = newRun('precompute', 'embed', startedBy, version)
  const id = await createRun(prisma, { ...run, index: { create: settings } })
  if (id === null) throw new Error('Another index run is active. Wait until it is done, or cancel it.')
  return id
}

/** Adds a run for a worker to take up, and makes it the active one; null when another one is. */
export async function addWaitingIndexRun(
  prisma: PrismaClient,
  settings: RunSettings,
): Promise<number | null> {
  return createRun(prisma, { ...waitingRun('precompute', 'embed'), index: { create: settings } })
}

const storedSettings = z.object({
  mode: z.enum(['missing', 'all']),
  recipe: z.string(),
  recipeId: z.string(),
  engine: z.string(),
  neighbours: z.number(),
  retried: z
    .string()
    .nullable()
    .transform((text): unknown => (text === null ? null : JSON.parse(text)))
    .pipe(z.union([z.literal('all'), z.array(z.string()), z.null()])),
})

/**
 * What a run that stopped short was asked for.
 *
 * @throws Error when there is no such run, or it did not stop short.
 */
export async function findStoppedIndexRun(
  prisma: PrismaClient,
  runId: number,
): Promise<z.infer<typeof storedSettings>> {
  const found = await prisma.indexRun.findUnique({
    where: { id: runId },
    include: { run: { select: { status: true } } },
  })
  if (!found) throw new Error(`There is no index run ${runId}.`)
  assertResumable(runId, found.run.status)
  return storedSettings.parse(found)
}

const settingsOf = statement<[number], Pick<RunSettings, 'recipe' | 'recipeId' | 'engine' | 'neighbours'>>(
  'SELECT recipe, recipeId, engine, neighbours FROM IndexRun WHERE id = ?',
)

/**
 * What a run computes by, for whoever does a part of it.
 *
 * @throws Error when there is no such run
 */
export function* findRunSettings(
  runId: number,
): Work<Pick<RunSettings, 'recipe' | 'recipeId' | 'engine' | 'neighbours'>> {
  const settings = yield* settingsOf.first(runId)
  if (!settings) throw new Error(`There is no index run ${runId}.`)
  return settings
}

/** Keeps what an active run has counted so far. */
export async function recordIndexCounts(
  prisma: PrismaClient,
  runId: number,
  counts: Partial<RunCounts> & { engine?: string },
): Promise<void> {
  await prisma.indexRun.update({ where: { id: runId }, data: counts })
}
