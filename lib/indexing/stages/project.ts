import { encodeProjection } from '@/lib/embedding/projection-format'
import { doUnits } from '@/lib/jobs/do-units'
import type { IndexContext } from '../index-context'
import { keepVectors } from '../kept-vectors'
import { stillEmbedded } from '../model-list'
import { type FittedProjection, fittedProjection, projectedVectors } from '../projected-vectors'
import { assertNoneLost } from '../units/lost-units'
import {
  openProjectUnits,
  PROJECTED_ROWS,
  projectPayloads,
  projectReportSchema,
} from '../units/project-units'
import { isMuch, openVectorFile, type VectorFile } from '../vector-file'

export { openProjectUnits as openUnits }

/**
 * Projects the vectors of the models that are still there and keeps them, and does so again without those that are taken down meanwhile,
 * with their vectors.
 *
 * @throws Error when none is left
 */
export async function run(context: IndexContext): Promise<void> {
  const { database, recipe, hasVisual } = context
  if (hasVisual) return
  context.models = await stillEmbedded(database, recipe.id, context.models)
  const { models } = context
  if (models.length === 0) throw new Error('All models were taken down while the run was under way.')
  await context.enter(models.length)
  try {
    await (database.units.isShared ? shareModels(context) : projectModels(context))
  } catch (error) {
    await assertTakenDown(context, error)
    return run(context)
  }
}

async function projectModels(context: IndexContext): Promise<void> {
  const { database, recipe, runId, models, checkpoint } = context
  const { vectors, fitted } = await projectedVectors(database, recipe, models, checkpoint, (dimensions) =>
    openIfMuch(context, dimensions),
  )
  context.vectors = vectors
  if (fitted) await storeProjection(context, fitted)
  if (fitted || recipe.words) await keepVectors(database, runId, vectors, checkpoint)
}

/**
 * A file for vectors of the models of the run, which is closed once they have been compared; null where they are few enough
 * for memory.
 */
export function openIfMuch(
  { dataDir, models, vectorFiles }: IndexContext,
  dimensions: number,
): VectorFile | null {
  if (!isMuch(models.length, dimensions)) return null
  const file = openVectorFile(dataDir, dimensions, models.ids)
  vectorFiles.push(file)
  return file
}

async function storeProjection(
  context: IndexContext,
  { projectionId: id, projection }: FittedProjection,
): Promise<void> {
  const { database, recipe, runId } = context
  context.projectionId = id
  const matrix = encodeProjection(projection)
  await database.embeddings.writeProjection({ id, recipeId: recipe.id, matrix }, runId)
}

/** Fits the projection, and has whoever is there project by it. */
async function shareModels(context: IndexContext): Promise<void> {
  const { database, recipe, runId, models, checkpoint } = context
  if (recipe.projection) {
    const fitted = await fittedProjection(database, recipe, recipe.projection, models, checkpoint)
    await storeProjection(context, fitted)
  }
  const progress = (done: number) => context.progress(Math.min(models.length, done * PROJECTED_ROWS))
  const payloads = projectPayloads(models, context.projectionId)
  await doUnits({ ...context, progress }, 'project', payloads, openProjectUnits, async () => {
    // Those that read what they are about to lose first: nobody finds it gone then.
    for (const stage of ['search', 'expand', 'project']) await database.units.clear(runId, stage)
    await database.vectors.clearVectors(runId)
  })
  await assertNoneLost(context, 'project', 'projected', projectReportSchema)
}

/** @throws the error that is given, unless models that the table was to be over have been taken down. */
export async function assertTakenDown(
  { database, recipe, models, log }: IndexContext,
  error: unknown,
): Promise<void> {
  const left = await stillEmbedded(database, recipe.id, models)
  if (left.length === models.length) throw error
  log.info({ takenDown: models.length - left.length }, 'Models were taken down; it goes on without them.')
}
