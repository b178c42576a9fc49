import type { EngineName } from '@/lib/facts/engine-names'
import { openEncoder } from './encoder'
import type { EngineOptions } from '@/lib/networks/engines/engine'
import { chooseEngine, enginesFor } from '@/lib/networks/engines/engines'
import { seededRandom } from '@/lib/numerics/seeded-random'
import type { Recipe } from './recipes'

const PICTURES = 4
/** Engines that agree less than this do not compute the same network. */
const LEAST_COSINE = 0.9

/** What was seen of an encoder. */
export type CheckedEncoder = {
  /** Numbers of an embedding. */
  dimensions: number
  engines: string[]
  /** The smallest cosine between what the first engine and another gave for a picture; 1 with one engine. */
  agreement: number
}

/**
 * Looks at a few made-up pictures through a recipe on every engine that is here and can run it.
 *
 * @throws Error when the network cannot be loaded, naming the layer; when it gives a number that is not finite, or
 *   the same for different pictures; or when two engines give something else.
 */
export async function checkEncoder(recipe: Recipe, options: EngineOptions): Promise<CheckedEncoder> {
  const pixels = madeUpPictures(recipe.picture.size)
  const seenBy = async (engine: EngineName): Promise<Float32Array[]> => {
    const encoder = await openEncoder(recipe, await chooseEngine(engine, recipe), options)
    const embeddings = await encoder.encode(pixels).finally(encoder.dispose)
    const { dimensions } = encoder
    return Array.from({ length: PICTURES }, (_, at) =>
      embeddings.subarray(at * dimensions, (at + 1) * dimensions),
    )
  }
  const engines = await enginesFor(recipe)
  const [first, ...others] = engines
  if (!first) throw new Error('No engine that could run this encoder can be loaded here: npm run engines')
  const expected = await seenBy(first)
  const [one = new Float32Array(0), ...rest] = expected
  if (rest.every((vector) => vector.every((value, at) => value === one[at]))) {
    throw new Error(
      `The encoder ${recipe.name} gives the same numbers whatever the picture: its weights, the layer or the scaling cannot be right.`,
    )
  }
  let agreement = 1
  for (const engine of others) {
    const cosines = (await seenBy(engine)).map((vector, at) => product(vector, expected[at]))
    const worst = Math.min(...cosines)
    agreement = Math.min(agreement, worst)
    if (!(worst >= LEAST_COSINE)) {
      throw new Error(
        `The engines ${first} and ${engine} do not agree on what the encoder ${recipe.name} gives (cosine ${worst.toFixed(6)}): one of them does not know its layers well.`,
      )
    }
  }
  return { dimensions: one.length, engines, agreement }
}

/** Waves and noise of several sizes and colours, `[PICTURES, size, size, 3]`. */
function madeUpPictures(size: number): Uint8Array {
  const random = seededRandom(7)
  return Uint8Array.from({ length: PICTURES * size * size * 3 }, (_, index) => {
    const picture = Math.floor(index / (size * size * 3))
    const wave = Math.sin(index / (3 + 11 * picture)) + Math.sin(index / (size * (picture + 1)))
    return Math.min(255, Math.max(0, 128 + 50 * wave + 40 * (random() - 0.5)))
  })
}

function product(left: Float32Array, right: Float32Array = new Float32Array(0)): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? Number.NaN), 0)
}
