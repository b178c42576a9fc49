import type { Database } from '@/lib/database/database'
import {
  type EmbeddingSource,
  fitProjection,
  projectEmbeddings,
  type Projection,
  type ProjectionOptions,
} from '@/lib/embedding/projection'
import { decodeProjection } from '@/lib/embedding/projection-format'
import type { Recipe } from '@/lib/embedding/recipes'
import { vectorsInMemory, type VectorSource } from '@/lib/similarity/vectors'
import { projectionDigest } from './input-digest'
import type { ModelList } from './model-list'
import { storedVectors } from './stored-vectors'

export type FittedProjection = { projection: Projection; projectionId: string }

/** The fitted projection is null where the recipe has none. */
export type ProjectedVectors = { vectors: VectorSource; fitted: FittedProjection | null }

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
  models: ModelList,
  checkpoint?: () => Promise<void>,
): Promise<ProjectedVectors> {
  if (!recipe.projection) {
    const stored = await storedVectors(database, recipe.id, models)
    return { vectors: { ...stored, ids: models.ids }, fitted: null }
  }
  const fitted = await fittedProjection(database, recipe, recipe.projection, models, checkpoint)
  const embeddings = await checkedEmbeddings(database, recipe, models, checkpoint)
  const values = await projectEmbeddings(embeddings, fitted.projection)
  return { vectors: vectorsInMemory(values, fitted.projection.outputDimensions, models.ids), fitted }
}

/** The projection that is fitted on the embeddings of these very models, or read when one that was is stored. */
export async function fittedProjection(
  database: Database,
  recipe: Recipe,
  options: ProjectionOptions,
  models: ModelList,
  checkpoint?: () => Promise<void>,
): Promise<FittedProjection> {
  const projectionId = projectionDigest(recipe, models)
  const stored = await readStored(database, projectionId)
  if (stored) return { projection: stored, projectionId }
  const embeddings = await checkedEmbeddings(database, recipe, models, checkpoint)
  return { projection: await fitProjection(embeddings, options), projectionId }
}

/** Stored embeddings, read by blocks, each after the checkpoint. */
async function checkedEmbeddings(
  database: Database,
  recipe: Recipe,
  models: ModelList,
  checkpoint?: () => Promise<void>,
): Promise<EmbeddingSource> {
  const { count, dimensions, rows, pick } = await storedVectors(database, recipe.id, models)
  return {
    count,
    dimensions,
    async rows(start, end) {
      await checkpoint?.()
      return rows(start, end)
    },
    async pick(indices) {
      await checkpoint?.()
      return pick(indices)
    },
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
