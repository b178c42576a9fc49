import { encodeProjection } from '@/lib/embedding/projection-format'
import type { IndexContext } from '../index-context'
import { keepVectors } from '../kept-vectors'
import { projectedVectors } from '../projected-vectors'

/**
 * Projects the vectors of the models that are still there and keeps them, and does so again without those that are taken down meanwhile,
 * with their vectors.
 *
 * @throws Error when none is left
 */
export async function run(context: IndexContext): Promise<void> {
  const { database, recipe, runId, checkpoint } = context
  context.models = await database.embeddings.stillEmbedded(recipe.id, context.models)
  const { models } = context
  if (models.length === 0) throw new Error('All models were taken down while the run was under way.')
  await context.enter(models.length)
  try {
    const { vectors, fitted } = await projectedVectors(database, recipe, models, checkpoint)
    context.vectors = vectors
    context.projectionId = fitted?.projectionId ?? null
    if (!fitted) return
    const { projectionId: id, projection } = fitted
    await database.embeddings.writeProjection(
      { id, recipeId: recipe.id, matrix: encodeProjection(projection) },
      runId,
    )
    await keepVectors(database, runId, vectors, checkpoint)
  } catch (error) {
    await assertTakenDown(context, error)
    return run(context)
  }
}

/** @throws the error that is given, unless models that the table was to be over have been taken down. */
export async function assertTakenDown(
  { database, recipe, models, log }: IndexContext,
  error: unknown,
): Promise<void> {
  const left = await database.embeddings.stillEmbedded(recipe.id, models)
  if (left.length === models.length) throw error
  log.info({ takenDown: models.length - left.length }, 'Models were taken down; it goes on without them.')
}
