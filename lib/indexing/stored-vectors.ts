import type { Connection } from '@/lib/database/connection'
import { embeddingReader, type IndexableModel, iterateEmbeddings } from '@/lib/database/embeddings'
import type { EmbeddingSource } from '@/lib/embedding/projection'
import { decodeVector, vectorDimensions } from '@/lib/embedding/vector-format'

/** The thumbnails that a recipe has a vector for, by whether it is as it was stored. Reads every vector. */
export function checkEmbeddings(
  connection: Connection,
  recipeId: string,
): { intact: Set<string>; damaged: string[] } {
  const intact = new Set<string>()
  const damaged: string[] = []
  for (const { thumbnailHash, vector } of iterateEmbeddings(connection, recipeId)) {
    try {
      decodeVector(vector, new Float32Array(vectorDimensions(vector)))
      intact.add(thumbnailHash)
    } catch {
      damaged.push(thumbnailHash)
    }
  }
  return { intact, damaged }
}

/**
 * The stored vectors of models, a row a model, read from the database block by block.
 *
 * @throws Error when a model has no vector, or one that is damaged or of another length than the first.
 */
export function storedVectors(
  connection: Connection,
  recipeId: string,
  models: readonly IndexableModel[],
): EmbeddingSource {
  const read = embeddingReader(connection, recipeId)
  const [first] = models
  const dimensions = first ? vectorDimensions(read(first.thumbnailHash)) : 0
  return {
    count: models.length,
    dimensions,
    rows(start, end) {
      const vectors = new Float32Array((end - start) * dimensions)
      models.slice(start, end).forEach(({ thumbnailHash }, row) => {
        decodeVector(read(thumbnailHash), vectors.subarray(row * dimensions, (row + 1) * dimensions))
      })
      return vectors
    },
  }
}
