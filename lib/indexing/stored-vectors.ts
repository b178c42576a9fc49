import type { Database } from '@/lib/database/database'
import type { EmbeddingSource } from '@/lib/embedding/embedding-source'
import { decodeVector, vectorDimensions } from '@/lib/embedding/vector-format'
import type { VectorSource } from '@/lib/similarity/vectors'
import type { HashList } from './hash-list'
import type { ModelList } from './model-list'

/** What is stored of thumbnails under a recipe; flags by the number of the thumbnail. */
export type StoredEmbeddings = {
  /** Those with a vector that is as it was stored. */
  intact: Uint8Array
  /** Those of them that the run in question has made. */
  made: Uint8Array
  /** Hashes of those with another one. */
  damaged: string[]
}

/** Which thumbnails a recipe has a vector for. Reads every vector, block by block. @param runId the run in question, if any */
export async function checkEmbeddings(
  { embeddings }: Database,
  recipeId: string,
  hashes: HashList,
  runId: number | null = null,
): Promise<StoredEmbeddings> {
  const intact = new Uint8Array(hashes.size)
  const made = new Uint8Array(hashes.size)
  const damaged: string[] = []
  for await (const rows of embeddings.readAll(recipeId)) {
    for (const { thumbnailHash, vector, madeBy } of rows) {
      const number = hashes.numberOf(thumbnailHash)
      if (!isIntact(vector)) damaged.push(thumbnailHash)
      else if (number >= 0) {
        intact[number] = 1
        if (runId !== null && madeBy === runId) made[number] = 1
      }
    }
  }
  return { intact, made, damaged }
}

function isIntact(vector: Uint8Array): boolean {
  try {
    decodeVector(vector, new Float32Array(vectorDimensions(vector)))
    return true
  } catch {
    return false
  }
}

/**
 * The stored vectors of models, a row a model, their ids the models', read from the database block by block.
 *
 * @throws Error when a model has no vector, or one that is damaged or of another length than the first.
 */
export async function storedVectors(
  { embeddings }: Pick<Database, 'embeddings'>,
  recipeId: string,
  models: ModelList,
): Promise<VectorSource & Required<Pick<EmbeddingSource, 'pick'>>> {
  const hashAt = (row: number) => models.hashes.hashOf(models.thumbnails[row] ?? 0)
  const [first] = await embeddings.readEmbeddings(recipeId, models.length > 0 ? [hashAt(0)] : [])
  const dimensions = first ? vectorDimensions(first) : 0
  const read = (hashes: string[]) => readVectors(embeddings, recipeId, hashes, dimensions)
  return {
    count: models.length,
    dimensions,
    ids: models.ids,
    rows: (start, end) => read(Array.from({ length: end - start }, (_, row) => hashAt(start + row))),
    pick: (rows) => read(Array.from(rows, hashAt)),
  }
}

/**
 * The stored vectors of thumbnails, [thumbnailHashes.length, dimensions].
 *
 * @throws MissingEmbeddingError, or Error for one that is damaged or of another length
 */
export async function readVectors(
  embeddings: Pick<Database['embeddings'], 'readEmbeddings'>,
  recipeId: string,
  thumbnailHashes: readonly string[],
  dimensions: number,
): Promise<Float32Array> {
  return decodeVectors(await embeddings.readEmbeddings(recipeId, thumbnailHashes), dimensions)
}

/** Unpacks stored vectors, [stored.length, dimensions]. @throws Error for one that is damaged or of another length */
export function decodeVectors(stored: readonly Uint8Array[], dimensions: number): Float32Array {
  const vectors = new Float32Array(stored.length * dimensions)
  for (const [row, vector] of stored.entries())
    decodeVector(vector, vectors.subarray(row * dimensions, (row + 1) * dimensions))
  return vectors
}
