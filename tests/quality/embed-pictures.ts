import pMap from 'p-map'
import { openEncoder } from '@/lib/embedding/encoder'
import type { Recipe } from '@/lib/embedding/recipes'
import { encodersFolder } from '@/lib/indexing/recipe'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import type { Embeddings } from './measure'

/** Pictures that are decoded and embedded together. */
const BATCH = 16

/**
 * Embeds pictures as a run does.
 *
 * @param folder holds compiled encoders
 */
export async function embedPictures(
  bytes: readonly Buffer[],
  recipe: Recipe,
  folder: string,
): Promise<Embeddings> {
  const engine = await chooseEngine('auto', recipe)
  const encoder = await openEncoder(recipe, engine, { cacheDir: encodersFolder(folder) })
  const { dimensions } = encoder
  const values = new Float32Array(bytes.length * dimensions)
  for (let start = 0; start < bytes.length; start += BATCH) {
    const batch = bytes.slice(start, start + BATCH)
    const pixels = await pMap(batch, (file) => encoderPixels(file, recipe.picture))
    values.set(await encoder.encode(Buffer.concat(pixels)), start * dimensions)
  }
  await encoder.dispose()
  return { count: bytes.length, dimensions, values }
}
