import path from 'node:path'
import { pMapIterable } from 'p-map'
import type { CatalogueEntry } from '@/lib/catalogue/entry'
import { openEncoder } from '@/lib/embedding/encoder'
import { chooseEngine } from '@/lib/networks/engines/engines'
import type { Recipe } from '@/lib/embedding/recipes'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'

const BATCH = 8
const DECODING_AT_ONCE = 8

export type EmbeddingLimits = { decodeSeconds: number; networkSeconds: number }

/**
 * What embedding images costs at the very least: seconds for decoding all of them with nothing else going
 * on, and seconds of the bare network over the decoded pixels, each with all cores.
 */
export async function measureEmbeddingLimits(
  entries: readonly CatalogueEntry[],
  recipe: Recipe,
  dataDir: string,
): Promise<EmbeddingLimits> {
  const files = await Promise.all(entries.map((entry) => entry.readImage()))
  const pixels: Buffer[] = []
  const decodeStartedAt = performance.now()
  const decode = (bytes: Buffer) => encoderPixels(bytes, recipe.picture)
  for await (const image of pMapIterable(files, decode, { concurrency: DECODING_AT_ONCE })) pixels.push(image)
  const decodeSeconds = (performance.now() - decodeStartedAt) / 1000

  const engine = await chooseEngine('auto', recipe)
  const encoder = await openEncoder(recipe, engine, { cacheDir: path.join(dataDir, 'encoders') })
  let networkMilliseconds = 0
  for (let from = 0; from < pixels.length; from += BATCH) {
    const batch = Buffer.concat(pixels.slice(from, from + BATCH))
    const startedAt = performance.now()
    await encoder.encode(batch)
    networkMilliseconds += performance.now() - startedAt
  }
  await encoder.dispose()
  return { decodeSeconds, networkSeconds: networkMilliseconds / 1000 }
}
