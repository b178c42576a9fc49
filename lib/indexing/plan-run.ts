import type { Database, IndexableModel, RunMode } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import { findStored } from '@/lib/thumbnails/store'
import { indexableModels } from './indexable-models'
import { checkEmbeddings } from './stored-vectors'

/** What a run is asked to embed. */
export type RunScope = {
  mode: RunMode
  /** Thumbnails outside are left as they are; by default there is no outside. */
  only?: ReadonlySet<string> | null
  /** Thumbnails to embed even where they have a vector, since they failed later on. */
  failed?: ReadonlySet<string>
  /** Thumbnails that this very run has embedded already, before it was interrupted. */
  made?: ReadonlySet<string>
}

/** What a run has to do, by what is stored when it starts. */
export type RunPlan = {
  models: readonly IndexableModel[]
  /** Thumbnails that have a vector already. */
  intact: ReadonlySet<string>
  /** Thumbnails to embed, each once. */
  missing: readonly string[]
  /** How many thumbnails have a vector that another run made, and keep it. */
  reusedCount: number
  /** How many thumbnails this run has embedded already. */
  madeCount: number
}

/**
 * Finds out what is to be embedded under a recipe. Stored vectors that are damaged are removed; a thumbnail whose files
 * are lost is to be embedded, too, so that it is told of. Only the holder of the job lock may call this.
 *
 * @throws Error when no model has a thumbnail.
 */
export async function planRun(
  database: Database,
  storage: ObjectStorage,
  recipeId: string,
  { mode, only = null, failed = new Set(), made = new Set() }: RunScope,
): Promise<RunPlan> {
  const models = await indexableModels(database)
  if (models.length === 0) {
    throw new Error(
      'There is no model with a thumbnail in the catalogue. Load one first: npm run catalog:sample, npm run catalog:folder -- DIR, or npm run catalog:sketchfab',
    )
  }
  const { intact, damaged } = await checkEmbeddings(database, recipeId)
  await database.embeddings.deleteEmbeddings(recipeId, damaged)
  const thumbnails = [...new Set(models.map((model) => model.thumbnailHash))]
  const candidates = thumbnails.filter((hash) => intact.has(hash) && (!only || only.has(hash)))
  const stored = mode === 'all' ? new Set() : await findStored(storage, candidates)
  const isMade = (hash: string) => intact.has(hash) && made.has(hash)
  const missing = thumbnails.filter((hash) => {
    if (only && !only.has(hash)) return false
    if (mode === 'all' || failed.has(hash)) return !isMade(hash)
    return !intact.has(hash) || !stored.has(hash)
  })
  const stale = new Set(missing)
  const kept = thumbnails.filter((hash) => intact.has(hash) && !stale.has(hash))
  const madeCount = kept.filter(isMade).length
  return { models, intact, missing, reusedCount: kept.length - madeCount, madeCount }
}
