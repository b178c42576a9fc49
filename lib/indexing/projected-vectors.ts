import type { Connection } from '@/lib/db/connection'
import type { IndexableModel } from '@/lib/db/embeddings'
import { readProjection } from '@/lib/db/projections'
import { fitProjection, projectEmbeddings, type Projection } from '@/lib/embedding/projection'
import { decodeProjection } from '@/lib/embedding/projection-format'
import type { Recipe } from '@/lib/embedding/recipes'
import { vectorsInMemory, type VectorSource } from '@/lib/similarity/vectors'
import { projectionDigest } from './input-digest'
import { storedVectors } from './stored-vectors'

export type ProjectedVectors = { vectors: VectorSource; projection: Projection; projectionId: string }

/**
 * The vectors that models are compared by, their ids the models': stored embeddings, projected. The
 * projection is fitted on these very models, or read when one that was is stored.
 */
export async function projectedVectors(
  connection: Connection,
  recipe: Recipe,
  models: readonly IndexableModel[],
): Promise<ProjectedVectors> {
  const embeddings = storedVectors(connection, recipe.id, models)
  const projectionId = projectionDigest(recipe, models)
  const projection =
    readStored(connection, projectionId) ?? (await fitProjection(embeddings, recipe.projection))
  const values = await projectEmbeddings(embeddings, projection)
  const ids = models.map((model) => model.modelId)
  return { vectors: vectorsInMemory(values, projection.outputDimensions, ids), projection, projectionId }
}

function readStored(connection: Connection, projectionId: string): Projection | null {
  const bytes = readProjection(connection, projectionId)
  try {
    return bytes && decodeProjection(bytes)
  } catch {
    return null
  }
}
