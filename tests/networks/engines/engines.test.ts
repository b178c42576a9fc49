import util from 'node:util'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { describe, expect, it } from 'vitest'
import { openEncoder } from '@/lib/embedding/encoder'
import { bundledNetwork } from '@/lib/networks/bundled-networks'
import { randomVgg16, vgg16Scaling } from '@/lib/networks/keras/vgg16'
import { readCuts, networksOf } from '@/lib/networks/engines/cuts'
import { engineNames, type EngineName } from '@/lib/facts/engine-names'
import { chooseEngine, findEngines } from '@/lib/networks/engines/engines'
import { findTensorflow } from '@/lib/networks/engines/tensorflow'
import { loadTensorflowNetworks } from '@/lib/networks/engines/tensorflow-networks'
import { recipeNamed, type Recipe } from '@/lib/embedding/recipes'
import { renders } from '../../setup/images'
import { temporaryDirectoryOfFile } from '../../setup/temporary'
import { cosine, rowsOf } from '../../embedding/embedding-fixtures'

const found = await findEngines()
const isAvailable = (name: EngineName) =>
  found.some((engine) => engine.name === name && engine.availability.available)

const standard = recipeNamed('default', 1)
const randomVgg = {
  name: 'vgg16',
  network: {
    name: 'vgg16',
    digest: 'random',
    scaling: vgg16Scaling,
    source: { format: 'tensorflow' as const, load: async () => randomVgg16() },
  },
  recipe: null,
}
const recipes = ['default', 'thorough', 'inception_v3', 'vgg16'].map((name) =>
  recipeNamed(name, 1, [randomVgg]),
)
const onnxRecipe: Pick<Recipe, 'name' | 'layers'> = {
  name: 'clip',
  layers: [
    {
      network: {
        ...bundledNetwork('mobilenet_v2'),
        source: { format: 'onnx', locate: async () => 'clip.onnx' },
      },
      layer: 'image_embeds',
      pooling: 'mean',
      weight: 1,
    },
  ],
}

/** Few, since the larger networks take seconds over each on WebAssembly. */
const PICTURES = 3
const cacheDir = temporaryDirectoryOfFile()

/** What an engine makes of some renders, in batches of a size. */
async function embed(
  name: EngineName,
  recipe: Recipe,
  batch = PICTURES,
  count = PICTURES,
): Promise<number[][]> {
  const encoder = await openEncoder(recipe, await chooseEngine(name, recipe), { cacheDir, threads: 2 })
  try {
    const pictures = await renders(count, recipe.picture)
    const rows: number[][] = []
    for (let start = 0; start < count; start += batch) {
      const pixels = Buffer.concat(pictures.slice(start, start + batch))
      rows.push(...rowsOf(await encoder.encode(pixels), encoder.dimensions))
    }
    return rows
  } finally {
    await encoder.dispose()
  }
}

const seenByOnnxruntime = new Map<string, Promise<number[][]>>()

/** What all others are held against, made once of each recipe. */
function expectedOf(recipe: Recipe): Promise<number[][]> {
  const expected = seenByOnnxruntime.get(recipe.name) ?? embed('onnxruntime', recipe, 2, 2)
  seenByOnnxruntime.set(recipe.name, expected)
  return expected
}

for (const name of ['tensorflow', 'wasm'] as const) {
  describe.skipIf(!isAvailable(name))(`the engine ${name}`, () => {
    it.each(recipes)('sees what onnxruntime sees: $name', async (recipe) => {
      const [expected, actual] = [await expectedOf(recipe), await embed(name, recipe, 2, 2)]
      expect(actual).toHaveLength(2)
      actual.forEach((vector, row) => expect(cosine(vector, expected[row] ?? [])).toBeGreaterThan(0.9999))
    })

    it('keeps no tensor of any batch', async () => {
      await tf.setBackend(name)
      const before = tf.memory().numTensors
      for (const recipe of recipes.slice(0, 2)) {
        const { picture, mirrored } = recipe
        const cuts = await readCuts(networksOf(recipe))
        const networks = await loadTensorflowNetworks(cuts, picture.size, mirrored)
        const loaded = tf.memory().numTensors
        expect(loaded).toBeGreaterThan(before)
        const pixels = Buffer.concat(await renders(2, { ...picture, ground: undefined }))
        for (let batch = 0; batch < 8; batch++) {
          networks.run(pixels, 2)
          expect(tf.memory().numTensors).toBe(loaded)
        }
        networks.dispose()
        expect(tf.memory().numTensors).toBe(before)
      }
    })
  })
}

for (const name of engineNames) {
  describe.skipIf(!isAvailable(name))(`every engine: ${name}`, () => {
    it('gives a picture the same bits whatever stands beside it', async () => {
      const together = await embed(name, standard)
      for (const batch of [1, 2]) expect(await embed(name, standard, batch)).toEqual(together)
    })

    it('refuses a layer that does not exist, by its name', async () => {
      const layers = standard.layers.map((layer) => ({ ...layer, layer: 'nowhere' }))
      await expect(embed(name, { ...standard, layers })).rejects.toThrow('The network has no layer nowhere.')
    })
  })
}

describe('the choice of an engine', () => {
  it('takes the first that loads when left to itself, and says why none before it', async () => {
    const first = found.find(({ availability }) => availability.available)
    const engine = await chooseEngine('auto', standard)
    expect(engine.name).toBe(first?.name)
    expect(engine.reason).toMatch(new RegExp(`^The engine is ${engine.name} \\d+\\.\\d+\\.\\d+: `))
  })

  it.each(['onnxruntime', 'wasm'] as const)('takes %s when it is asked for', async (name) => {
    const engine = await chooseEngine(name, standard)
    expect(engine).toMatchObject({ name, reason: expect.stringMatching(/: it was asked for\.$/) })
  })

  it.skipIf(isAvailable('tensorflow'))(
    'refuses tensorflow where it is not, and says how it is had',
    async () => {
      await expect(chooseEngine('tensorflow', standard)).rejects.toThrow(
        /^The engine tensorflow cannot be used: .*Node 20 or 22/,
      )
    },
  )

  it('sees that tfjs-node cannot work on a Node without util.isNullOrUndefined, before it is loaded', async () => {
    const own = Object.getOwnPropertyDescriptor(util, 'isNullOrUndefined')
    Reflect.deleteProperty(util, 'isNullOrUndefined')
    try {
      expect(await findTensorflow()).toEqual({
        available: false,
        reason: expect.stringContaining(`does not work on Node ${process.versions.node}`),
      })
    } finally {
      if (own) Object.defineProperty(util, 'isNullOrUndefined', own)
    }
  })

  it('takes onnxruntime for an ONNX file, and refuses the others', async () => {
    expect(await chooseEngine('auto', onnxRecipe)).toMatchObject({ name: 'onnxruntime' })
    await expect(chooseEngine('wasm', onnxRecipe)).rejects.toThrow(
      'clip is an ONNX file, which wasm cannot run',
    )
  })
})
