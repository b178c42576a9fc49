import type { Connection } from '@/lib/db/connection'
import { deleteEmbeddings, type IndexableModel, listIndexableModels } from '@/lib/db/embeddings'
import type { RunMode } from '@/lib/db/index-runs'
import { checkEmbeddings } from './stored-vectors'

/** What a run has to do, by what is stored when it starts. */
export type RunPlan = {
  models: readonly IndexableModel[]
  /** Thumbnails that have a vector already. */
  intact: ReadonlySet<string>
  /** Thumbnails to embed, each once. */
  missing: readonly string[]
  reusedCount: number
}

/**
 * Finds out what is to be embedded under a recipe. Stored vectors that are damaged are removed. Only the holder of
 * the job lock may call this.
 *
 * @throws Error when no model has a thumbnail.
 */
export function planRun(connection: Connection, recipeId: string, mode: RunMode): RunPlan {
  const models = listIndexableModels(connection)
  if (models.length === 0) {
    throw new Error(
      'There is no model with a thumbnail in the catalogue. Load one first: npm run catalog:sample, npm run catalog:folder -- DIR, or npm run catalog:sketchfab',
    )
  }
  const { intact, damaged } = checkEmbeddings(connection, recipeId)
  deleteEmbeddings(connection, recipeId, damaged)
  const thumbnails = new Set(models.map((model) => model.thumbnailHash))
  const missing = mode === 'all' ? [...thumbnails] : [...thumbnails].filter((hash) => !intact.has(hash))
  return { models, intact, missing, reusedCount: thumbnails.size - missing.length }
}
