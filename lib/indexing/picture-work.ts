import { openEncoder } from '@/lib/embedding/encoder'
import { projectEmbedding } from '@/lib/embedding/projection'
import { decodeProjection } from '@/lib/embedding/projection-format'
import type { EngineSetting } from '@/lib/facts/env'
import type { StorageSetting } from '@/lib/facts/storage-setting'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { openStorage, servingPatience } from '@/lib/storage/storage'
import type { OpenWork } from '@/lib/threads/work'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import { readUploadedPicture } from '@/lib/thumbnails/uploaded-picture'
import { encodersFolder, sharedRecipe } from './recipe'

/** What embeds pictures as a run has embedded thumbnails. */
export type PictureSetup = {
  recipe: string
  recipeId: string
  /** The projection of the run in its encoded form; null where it has none. */
  projection: Uint8Array | null
  dataDir: string
  storage: StorageSetting
  engine: EngineSetting
}

/** A picture as it was sent, or as it was kept. */
export type PictureRequest = { kind: 'sent' | 'kept'; bytes: Uint8Array }

/** One picture at a time is no work for many threads, and the pages have the other cores. */
const THREADS = 1

/** Decodes and embeds pictures; what a thread of `openPictureEncoder` does. */
export const open: OpenWork<PictureSetup, PictureRequest> = async (setup) => {
  const { recipe: name, recipeId, dataDir, engine: wanted } = setup
  const recipe = await sharedRecipe(name, dataDir, openStorage(setup.storage, servingPatience))
  if (recipe.id !== recipeId) {
    throw new Error(
      `The encoder of the recipe ${name} is another one than the published run was made with (${recipe.id}, not ${recipeId}): npm run precompute -- --recipe ${name}`,
    )
  }
  const projection = setup.projection && decodeProjection(setup.projection)
  const engine = await chooseEngine(wanted, recipe)
  const options = { cacheDir: encodersFolder(dataDir), threads: THREADS }
  const encoder = await openEncoder(recipe, engine, options)

  async function vectorOf(bytes: Uint8Array): Promise<Float32Array> {
    const embedding = await encoder.encode(await encoderPixels(bytes, encoder.picture))
    return projection ? projectEmbedding(embedding, projection) : embedding
  }

  return async ({ kind, bytes }) => {
    if (kind === 'kept') return { answer: { vector: await vectorOf(bytes), picture: null } }
    const picture = await readUploadedPicture(bytes)
    // By what is kept, so that an address finds the same whenever it is opened.
    return { answer: { vector: await vectorOf(picture.webp), picture } }
  }
}
