import type { Database, IndexableModel } from '@/lib/database/database'
import type { EmbeddingSource } from '@/lib/embedding/projection'
import { decodeVector, vectorDimensions } from '@/lib/embedding/vector-format'

/** The thumbnails that a recipe has a vector for, by whether it is as it was stored. Reads every vector. */
export async function checkEmbeddings(
  { embeddings }: Database,
  recipeId: string,
): Promise<{ intact: Set<string>; damaged: string[] }> {
  const intact = new Set<string>()
  const damaged: string[] = []
  for await (const rows of embeddings.readAll(recipeId)) {
    for (const { thumbnailHash, vector } of rows) {
      try {
        decodeVector(vector, new Float32Array(vectorDimensions(vector)))
        intact.add(thumbnailHash)
      } catch {
        damaged.push(thumbnailHash)
      }
    }
  }
  return { intact, damaged }
}

/**
 * The stored vectors of models, a row a model, read from the database block by block.
 *
 * @throws Error when a model has no vector, or one that is damaged or of another length than the first.
 */
export async function storedVectors(
  { embeddings }: Database,
  recipeId: string,
  models: readonly IndexableModel[],
): Promise<EmbeddingSource> {
  const read = (some: readonly IndexableModel[]) =>
    embeddings.readEmbeddings(
      recipeId,
      some.map(({ thumbnailHash }) => thumbnailHash),
    )
  const [first] = await read(models.slice(0, 1))
  const dimensions = first ? vectorDimensions(first) : 0
  return {
    count: models.length,
    dimensions,
    async rows(start, end) {
      const vectors = new Float32Array((end - start) * dimensions)
      const rows = await read(models.slice(start, end))
      for (const [row, vector] of rows.entries())
        decodeVector(vector, vectors.subarray(row * dimensions, (row + 1) * dimensions))
      return vectors
    },
  }
}
