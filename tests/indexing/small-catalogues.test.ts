import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleEntries } from '@/lib/catalogue/sample'
import { openEncoder } from '@/lib/embedding/encoder'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { fitProjection } from '@/lib/embedding/fit-projection'
import { projectEmbeddings } from '@/lib/embedding/projection'
import { currentRecipe, expansionOf } from '@/lib/indexing/recipe'
import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import { collectNeighbours } from '@/lib/similarity/top-k'
import { vectorsInMemory } from '@/lib/similarity/vectors'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import { sourceOf } from '../embedding/embedding-fixtures'
import { temporaryDirectoryOfFile } from '../setup/temporary'

const cacheDir = temporaryDirectoryOfFile()
const recipe = currentRecipe('default', '')
const objects = [
  'red-apple',
  'banana',
  'teddy-bear',
  'guitar',
  'alarm-clock',
  'fire-engine',
  'key',
  'hamburger',
  'cactus',
  'soccer-ball',
  'bell',
  'crown',
]

/** Embeddings of renders, each followed by that of its twin: the same object turned, smaller and in another light. */
let embeddings: Float32Array
let dimensions = 0

beforeAll(async () => {
  const entries = await sampleEntries()
  const pictures = await Promise.all(
    objects.map(async (uid) => {
      const entry = entries.find(({ uidCandidates }) => uidCandidates.includes(uid))
      if (!entry) throw new Error(`The sample has no ${uid}.`)
      const render = await entry.readImage()
      const twin = await sharp(render)
        .rotate(14, { background: '#0000' })
        .modulate({ brightness: 0.85, hue: 12 })
        .extend({ top: 20, bottom: 4, left: 4, right: 20, background: '#0000' })
        .png()
        .toBuffer()
      return Promise.all([render, twin].map((picture) => encoderPixels(picture, recipe.picture)))
    }),
  )
  const encoder = await openEncoder(recipe, await chooseEngine('auto', recipe), { cacheDir })
  embeddings = await encoder.encode(Buffer.concat(pictures.flat()))
  dimensions = encoder.dimensions
  await encoder.dispose()
})

/** The whole ranking of a catalogue of the first models, by the steps of a run. */
async function ranking(models: number) {
  const source = sourceOf(embeddings.subarray(0, models * dimensions), dimensions)
  const projection = await fitProjection(
    source,
    recipe.projection ?? { dimensions: 256, whiteningExponent: 0 },
  )
  const values = await projectEmbeddings(source, projection)
  return collectNeighbours(
    searchNeighbours({
      vectors: vectorsInMemory(values, projection.outputDimensions),
      expansion: expansionOf(recipe, models),
      neighbours: models,
    }),
  )
}

const twinOf = (model: number) => (model % 2 === 0 ? model + 1 : model - 1)

describe('a small catalogue', () => {
  it.each([1, 2, 3, 4, 6, 8, 10, 12])(
    'of %i pairs has each twin first, well before the rest',
    async (pairs) => {
      const models = 2 * pairs
      const { width, indices, scores } = await ranking(models)
      expect(width).toBe(models - 1)
      for (let model = 0; model < models; model++) {
        const row = Array.from(indices.subarray(model * width, (model + 1) * width))
        expect([model, row[0]]).toEqual([model, twinOf(model)])
        const [twin = NaN, ...others] = scores.subarray(model * width, (model + 1) * width)
        expect(twin).toBeLessThanOrEqual(1.000001)
        if (others.length === 0) continue
        const middle = others[Math.floor(others.length / 2)] ?? NaN
        // Not everything is alike: as a percentage under a card, the twin stands out.
        expect(twin - middle).toBeGreaterThan(0.1)
        expect(middle).toBeLessThan(0.5)
      }
    },
  )

  it('of an odd number of models has the twins first that are there', async () => {
    for (const models of [3, 5, 11, 23]) {
      const { width, indices } = await ranking(models)
      for (let model = 0; model < models - 1; model++) expect(indices[model * width]).toBe(twinOf(model))
    }
  })
})
