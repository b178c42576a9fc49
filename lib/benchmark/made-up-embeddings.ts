import type { Database } from '@/lib/database/database'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { encodeSparseVector, encodeVector } from '@/lib/embedding/vector-format'
import { planRun } from '@/lib/indexing/plan-run'
import { folderStorage } from '@/lib/storage/files'
import { originalKey, pageImageKey } from '@/lib/thumbnails/store'

const BATCH = 1_000
/** Of the numbers in the article's feature maps, 25,088 each, about a tenth were not zero. */
const SPARSE_SHARE = 0.1

/**
 * Stores a made-up embedding of length 1 for every thumbnail that has none under a recipe, and empty files for it, so
 * that nothing is left to embed and nothing seems lost.
 *
 * @param form `sparse` has a tenth of its numbers above zero and the others zero
 */
export async function fillEmbeddings(
  database: Database,
  dataDir: string,
  recipeId: string,
  dimensions: number,
  form: 'dense' | 'sparse',
): Promise<void> {
  const random = seededRandom(3)
  const number = {
    dense: () => random() - 0.5,
    sparse: () => (random() < SPARSE_SHARE ? random() : 0),
  }[form]
  const encode = { dense: encodeVector, sparse: encodeSparseVector }[form]
  const storage = folderStorage(dataDir)
  const { missing, models } = await planRun(database, storage, recipeId, { mode: 'missing' })
  for (let start = 0; start < missing.length; start += BATCH) {
    const rows = Array.from(missing.subarray(start, start + BATCH), (thumbnail) => {
      const thumbnailHash = models.hashes.hashOf(thumbnail)
      const vector = new Float32Array(dimensions)
      let square = 0
      for (let at = 0; at < dimensions; at++) {
        const value = number()
        vector[at] = value
        square += value * value
      }
      const scale = 1 / Math.sqrt(square)
      for (let at = 0; at < dimensions; at++) vector[at] = (vector[at] ?? 0) * scale
      return { thumbnailHash, vector: encode(vector) }
    })
    await database.embeddings.writeEmbeddings(recipeId, rows)
    for (const { thumbnailHash } of rows) {
      for (const keyOf of [originalKey, pageImageKey])
        await storage.write(keyOf(thumbnailHash), Buffer.alloc(0))
    }
  }
}
