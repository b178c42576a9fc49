import { sampleEntries } from '@/lib/catalogue/sample'
import { openEncoder } from '@/lib/embedding/encoder'
import { readAddedEncoders, type AddedEncoder } from '@/lib/embedding/added-encoders'
import { randomVgg16, vgg16Scaling } from '@/lib/networks/keras/vgg16'
import type { EngineName } from '@/lib/facts/engine-names'
import { chooseEngine, enginesFor } from '@/lib/networks/engines/engines'
import type { PictureForm } from '@/lib/networks/network'
import { recipeNamed, type Recipe } from '@/lib/embedding/recipes'
import { encodersFolder } from '@/lib/indexing/recipe'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import { PIXELS_VERSION } from '@/lib/thumbnails/encoder-pixels-version'

const BATCH = 8

export type CompareEnginesOptions = {
  dataDir: string
  /** Names of recipes. */
  recipes: readonly string[]
  /** How many renders of the sample catalogue each engine looks at, 1 to 1852. */
  images: number
  /** Holds compiled encoders meanwhile. */
  cacheDir: string
  onProgress(recipe: string, engine: EngineName, done: number, total: number): void
}

/** What the engines make of one recipe. */
export type EngineComparison = {
  /** The recipe's name, with a word where its weights are random. */
  recipe: string
  /** Milliseconds an image of the network alone, with all cores. */
  msPerImage: Partial<Record<EngineName, number>>
  /** The smallest cosine between what two engines gave for the same image; null with fewer than two. */
  worstCosine: number | null
}

/**
 * Runs recipes over the same images on all engines that can be loaded here. VGG16 has random weights where its own
 * are not there, which are as fast.
 *
 * @throws Error naming a recipe that does not exist.
 */
export async function compareEngines(options: CompareEnginesOptions): Promise<EngineComparison[]> {
  const { dataDir, images, cacheDir } = options
  const files = await Promise.all((await sampleEntries()).slice(0, images).map((entry) => entry.readImage()))
  const comparisons: EngineComparison[] = []
  for (const name of options.recipes) {
    const { recipe, title } = recipeToCompare(name, dataDir)
    const pixels = await decodeAll(files, recipe.picture)
    const msPerImage: EngineComparison['msPerImage'] = {}
    const results: Float32Array[][] = []
    for (const engine of await enginesFor(recipe)) {
      const onBatch = (done: number) => options.onProgress(title, engine, done, images)
      const run = await encodeAll(recipe, engine, pixels, cacheDir, onBatch)
      msPerImage[engine] = run.msPerImage
      results.push(run.embeddings)
    }
    comparisons.push({ recipe: title, msPerImage, worstCosine: worstCosine(results) })
  }
  return comparisons
}

function recipeToCompare(name: string, dataDir: string): { recipe: Recipe; title: string } {
  const added = readAddedEncoders(encodersFolder(dataDir))
  if (added.some((encoder) => encoder.name === 'vgg16') || !name.startsWith('vgg16')) {
    return { recipe: recipeNamed(name, PIXELS_VERSION, added), title: name }
  }
  const random: AddedEncoder = {
    name: 'vgg16',
    network: {
      name: 'vgg16',
      digest: 'random weights',
      scaling: vgg16Scaling,
      source: { format: 'tensorflow', load: async () => randomVgg16() },
    },
    recipe: null,
  }
  return {
    recipe: recipeNamed(name, PIXELS_VERSION, [...added, random]),
    title: `${name} (random weights)`,
  }
}

async function decodeAll(files: readonly Buffer[], form: PictureForm): Promise<Buffer[]> {
  const pixels: Buffer[] = []
  for (let from = 0; from < files.length; from += BATCH) {
    pixels.push(
      ...(await Promise.all(files.slice(from, from + BATCH).map((file) => encoderPixels(file, form)))),
    )
  }
  return pixels
}

async function encodeAll(
  recipe: Recipe,
  engine: EngineName,
  pixels: readonly Buffer[],
  cacheDir: string,
  onBatch: (done: number) => void,
): Promise<{ msPerImage: number; embeddings: Float32Array[] }> {
  const encoder = await openEncoder(recipe, await chooseEngine(engine, recipe), { cacheDir })
  try {
    // The first batch of its size is slower: memory is taken and kernels are chosen.
    await encoder.encode(Buffer.concat(pixels.slice(0, BATCH)))
    const embeddings: Float32Array[] = []
    let milliseconds = 0
    for (let from = 0; from < pixels.length; from += BATCH) {
      const batch = Buffer.concat(pixels.slice(from, from + BATCH))
      const startedAt = performance.now()
      const vectors = await encoder.encode(batch)
      milliseconds += performance.now() - startedAt
      for (let at = 0; at < vectors.length; at += encoder.dimensions) {
        embeddings.push(vectors.subarray(at, at + encoder.dimensions))
      }
      onBatch(embeddings.length)
    }
    return { msPerImage: milliseconds / pixels.length, embeddings }
  } finally {
    await encoder.dispose()
  }
}

function worstCosine(results: readonly (readonly Float32Array[])[]): number | null {
  let worst: number | null = null
  results.forEach((left, index) => {
    for (const right of results.slice(index + 1)) {
      left.forEach((vector, image) => {
        worst = Math.min(worst ?? 1, cosine(vector, right[image] ?? new Float32Array(0)))
      })
    }
  })
  return worst
}

function cosine(left: Float32Array, right: Float32Array): number {
  let [product, leftSquare, rightSquare] = [0, 0, 0]
  left.forEach((value, at) => {
    const other = right[at] ?? 0
    product += value * other
    leftSquare += value * value
    rightSquare += other * other
  })
  return product / Math.sqrt(leftSquare * rightSquare)
}
