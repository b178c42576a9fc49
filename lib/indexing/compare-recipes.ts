import { openEncoder } from '@/lib/embedding/encoder'
import type { EngineName } from '@/lib/facts/engine-names'
import { chooseEngine } from '@/lib/networks/engines/engines'
import type { Recipe } from '@/lib/embedding/recipes'
import { lockJob } from '@/lib/jobs/run-job'
import type { ObjectStorage } from '@/lib/storage/storage'
import { embedThumbnails, type EmbedOptions } from './embed-thumbnails'
import { evaluate, readQuestion, type EvaluateOptions, type Evaluation } from './evaluate'
import { indexJob } from './job'
import { planRun } from './plan-run'
import { encodersFolder } from './recipe'

export type CompareOptions = Omit<EvaluateOptions, 'recipe'> & {
  dataDir: string
  storage: ObjectStorage
  recipes: readonly Recipe[]
  engine: 'auto' | EngineName
  signal?: AbortSignal
  /** Called while thumbnails are embedded that the recipe of this name had no embedding for. */
  onEmbedded?: (recipe: string, done: number, total: number) => void
}

/** What a recipe is worth, and what it costs. */
export type RecipeFigures = {
  recipe: string
  /** Of the job's embedding stage: decoding, network and storing, with all cores. */
  msPerImage: number
  /** Of the stored embedding. */
  bytesPerModel: number
  evaluation: Evaluation
}

const TIMED_THUMBNAILS = 64
const WARMING_UP = 8

/**
 * Measures recipes side by side on the catalogue, embedding what one lacks first; stored embeddings are used
 * again, but for the first 64 thumbnails, which are embedded anew to be timed.
 *
 * @throws Error when another process embeds, or what `evaluate` throws; the signal's reason when interrupted.
 */
export async function compareRecipes(options: CompareOptions): Promise<RecipeFigures[]> {
  // What cannot be asked is found out before anything is embedded for it.
  await readQuestion(options)
  const lock = await lockJob(indexJob, options)
  try {
    const figures: RecipeFigures[] = []
    for (const recipe of options.recipes) figures.push(await measureRecipe(options, recipe))
    return figures
  } finally {
    await lock.release()
  }
}

async function measureRecipe(options: CompareOptions, recipe: Recipe): Promise<RecipeFigures> {
  const { database, dataDir, storage } = options
  const { missing, models } = await planRun(database, storage, recipe.id, { mode: 'missing' })
  const engine = await chooseEngine(options.engine, recipe)
  const encoder = await openEncoder(recipe, engine, { cacheDir: encodersFolder(dataDir) })
  const checkpoint = () => options.signal?.throwIfAborted()
  const embed = (thumbnails: readonly string[], onBatch?: EmbedOptions['onBatch']) =>
    embedThumbnails({ database, storage, recipe, encoder, thumbnails, checkpoint, onBatch })
  try {
    const { hashes } = models
    const timedCount = Math.min(TIMED_THUMBNAILS, hashes.size)
    const timed = Array.from({ length: timedCount }, (_, thumbnail) => hashes.hashOf(thumbnail))
    await embed(timed.slice(0, WARMING_UP))
    const startedAt = performance.now()
    await embed(timed)
    const msPerImage = (performance.now() - startedAt) / timed.length

    const rest = Array.from(missing, hashes.hashOf).filter((hash) => !timed.includes(hash))
    await embed(rest, ({ embeddedCount, failureCount }) =>
      options.onEmbedded?.(recipe.name, embeddedCount + failureCount, rest.length),
    )
    const evaluation = await evaluate({ ...options, recipe })
    return {
      recipe: recipe.name,
      msPerImage,
      bytesPerModel: await database.embeddings.meanEmbeddingBytes(recipe.id),
      evaluation,
    }
  } finally {
    await encoder.dispose()
  }
}
