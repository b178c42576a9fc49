import type { Database } from '@/lib/database/database'
import type { EmbeddingSource } from '@/lib/embedding/embedding-source'
import { fitProjection, type ProjectionOptions } from '@/lib/embedding/fit-projection'
import { projectEmbeddings, type Projection } from '@/lib/embedding/projection'
import { decodeProjection } from '@/lib/embedding/projection-format'
import type { Recipe } from '@/lib/embedding/recipes'
import type { VectorStore } from '@/lib/similarity/search-neighbours'
import { vectorsBetween, vectorsInMemory, type VectorSource } from '@/lib/similarity/vectors'
import { projectionDigest } from './input-digest'
import type { ModelList } from './model-list'
import { storedVectors } from './stored-vectors'

/** Projected vectors that go to a store together: of 256 numbers, 16 MB. */
const STORED_AT_ONCE = 16_384

export type FittedProjection = { projection: Projection; projectionId: string }

/** The fitted projection is null where the recipe has none. */
export type ProjectedVectors = { vectors: VectorSource; fitted: FittedProjection | null }

/**
 * The vectors that models are compared by, their ids the models': stored embeddings, projected where the recipe has
 * a projection, which is fitted on these very models, or read when one that was is stored. Without one they are
 * read from the database as they are asked for, since they may be wider than memory.
 *
 * @param checkpoint awaited before each block of embeddings is read; may throw to end the work
 * @param open where projected vectors are kept; null, as by default, in memory
 */
export async function projectedVectors(
  database: Database,
  recipe: Recipe,
  models: ModelList,
  checkpoint?: () => Promise<void>,
  open?: (dimensions: number, ids: Int32Array) => VectorStore | null,
): Promise<ProjectedVectors> {
  if (!recipe.projection) {
    return { vectors: await storedVectors(database, recipe.id, models), fitted: null }
  }
  const fitted = await fittedProjection(database, recipe, recipe.projection, models, checkpoint)
  const embeddings = await checkedEmbeddings(database, recipe, models, checkpoint)
  const store = open?.(fitted.projection.outputDimensions, models.ids)
  if (store) {
    for (let start = 0; start < models.length; start += STORED_AT_ONCE) {
      const end = Math.min(start + STORED_AT_ONCE, models.length)
      const some = vectorsBetween(embeddings, start, end)
      store.append(await projectEmbeddings(some, fitted.projection))
    }
    return { vectors: store.vectors, fitted }
  }
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
): Promise<VectorSource & EmbeddingSource> {
  const { count, dimensions, ids, rows, pick } = await storedVectors(database, recipe.id, models)
  return {
    count,
    dimensions,
    ids,
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
