import type { Database, RunMode } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import { findStored } from '@/lib/thumbnails/store'
import { indexableModels, type ModelList } from './model-list'
import { checkEmbeddings } from './stored-vectors'

/** What a run is asked to embed. */
export type RunScope = {
  mode: RunMode
  /** Thumbnails outside are left as they are; by default there is no outside. */
  only?: ReadonlySet<string> | null
  /** Thumbnails to embed even where they have a vector, since they failed later on. */
  failed?: ReadonlySet<string>
  /** The run that this is the plan of, where it was begun before: what it has embedded already stays. */
  runId?: number | null
}

/** What a run has to do, by what is stored when it starts. Thumbnails are numbers of `models.hashes`. */
export type RunPlan = {
  models: ModelList
  /** A flag a thumbnail: whether it has a vector already. */
  intact: Uint8Array
  /** Thumbnails to embed, each once. */
  missing: Int32Array
  /**
   * The same with those that this run has embedded already: whenever it is asked, the same thumbnails in the same order, as long
   * as nobody changes the catalogue.
   */
  due: Int32Array
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
  { mode, only = null, failed = new Set(), runId = null }: RunScope,
): Promise<RunPlan> {
  const models = await indexableModels(database)
  if (models.length === 0) {
    throw new Error(
      'There is no model with a thumbnail in the catalogue. Load one first: npm run catalog:sample, npm run catalog:folder -- DIR, or npm run catalog:sketchfab',
    )
  }
  const { hashes } = models
  const { intact, made, damaged } = await checkEmbeddings(database, recipeId, hashes, runId)
  await database.embeddings.deleteEmbeddings(recipeId, damaged)
  const candidates: string[] = []
  intact.forEach((isIntact, thumbnail) => {
    const hash = hashes.hashOf(thumbnail)
    if (isIntact && mode === 'missing' && (!only || only.has(hash))) candidates.push(hash)
  })
  const stored = await findStored(storage, candidates)
  const isMissing = Uint8Array.from(intact, (isIntact, thumbnail) => {
    const hash = hashes.hashOf(thumbnail)
    if (only && !only.has(hash)) return 0
    if (mode === 'all' || failed.has(hash)) return made[thumbnail] ? 0 : 1
    return isIntact && stored.has(hash) ? 0 : 1
  })
  const isKept = (thumbnail: number) => intact[thumbnail] === 1 && isMissing[thumbnail] === 0
  const isMade = (thumbnail: number) => isKept(thumbnail) && made[thumbnail] === 1
  const thumbnails = Int32Array.from(intact, (_, thumbnail) => thumbnail)
  const madeCount = thumbnails.filter(isMade).length
  return {
    models,
    intact,
    missing: thumbnails.filter((thumbnail) => isMissing[thumbnail] === 1),
    due: thumbnails.filter((thumbnail) => isMissing[thumbnail] === 1 || isMade(thumbnail)),
    reusedCount: thumbnails.filter(isKept).length - madeCount,
    madeCount,
  }
}
