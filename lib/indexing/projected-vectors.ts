import type { Database, IndexableModel } from '@/lib/database/database'
import { fitProjection, projectEmbeddings, type Projection } from '@/lib/embedding/projection'
import { decodeProjection } from '@/lib/embedding/projection-format'
import type { Recipe } from '@/lib/embedding/recipes'
import { vectorsInMemory, type VectorSource } from '@/lib/similarity/vectors'
import { projectionDigest } from './input-digest'
import { storedVectors } from './stored-vectors'

/** The fitted projection is null where the recipe has none. */
export type ProjectedVectors = {
  vectors: VectorSource
  fitted: { projection: Projection; projectionId: string } | null
}

/**
 * The vectors that models are compared by, their ids the models': stored embeddings, projected where the recipe has
 * a projection, which is fitted on these very models, or read when one that was is stored. Without one they are
 * read from the database as they are asked for, since they may be wider than memory.
 *
 * @param checkpoint awaited before each block of embeddings is read; may throw to end the work
 */
export async function projectedVectors(
  database: Database,
  recipe: Recipe,
  models: readonly IndexableModel[],
  checkpoint?: () => Promise<void>,
): Promise<ProjectedVectors> {
  const stored = await storedVectors(database, recipe.id, models)
  const embeddings = {
    ...stored,
    async rows(start: number, end: number) {
      await checkpoint?.()
      return stored.rows(start, end)
    },
  }
  const ids = models.map((model) => model.modelId)
  if (!recipe.projection) return { vectors: { ...stored, ids }, fitted: null }
  const projectionId = projectionDigest(recipe, models)
  const projection =
    (await readStored(database, projectionId)) ?? (await fitProjection(embeddings, recipe.projection))
  const values = await projectEmbeddings(embeddings, projection)
  return {
    vectors: vectorsInMemory(values, projection.outputDimensions, ids),
    fitted: { projection, projectionId },
  }
}

async function readStored(database: Database, projectionId: string): Promise<Projection | null> {
  const bytes = await database.embeddings.readProjection(projectionId)
  try {
    return bytes && decodeProjection(bytes)
  } catch {
    return null
  }
}
