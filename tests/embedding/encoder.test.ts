import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEncoder, type Encoder } from '@/lib/embedding/encoder'
import type { Engine } from '@/lib/networks/engines/engine'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { bundledNetwork } from '@/lib/networks/bundled-networks'
import type { BundledName } from '@/lib/networks/bundled-weights'
import type { EncoderLayer } from '@/lib/networks/network'
import { recipeNamed, type Recipe } from '@/lib/embedding/recipes'

const layer = (network: BundledName, name: string, weight: number): EncoderLayer => ({
  network: bundledNetwork(network),
  layer: name,
  pooling: 'mean',
  weight,
})

// Two networks, one with two layers, named in an order other than the graph's; small, to be quick.
const recipe: Recipe = {
  ...recipeNamed('default', 1),
  picture: { size: 64, fit: 'contain', kernel: 'cubic' },
  mirrored: true,
  layers: [
    layer('mobilenet_v2_mid', 'expanded_conv_13/expand/Relu6', 1),
    layer('mobilenet_v2', 'block_13_expand_relu', 0.5),
    layer('mobilenet_v2_mid', 'expanded_conv_10/expand/Relu6', 0.5),
  ],
}
const pictureLength = 64 * 64 * 3
const count = 19
const pixels = Uint8Array.from(
  { length: count * pictureLength },
  (_, index) => (index * index * 7 + index) % 256,
)

let cacheDir: string
let engine: Engine
let encoder: Encoder
let embeddings: Float32Array

beforeAll(async () => {
  cacheDir = path.join(await mkdtemp(path.join(tmpdir(), 'encoder-')), 'encoders')
  engine = await chooseEngine('onnxruntime', recipe)
  encoder = await openEncoder(recipe, engine, { cacheDir, threads: 2 })
  embeddings = await encoder.encode(pixels)
})
afterAll(async () => {
  await encoder.dispose()
  await rm(path.dirname(cacheDir), { recursive: true })
})

/** The embeddings of all pictures, encoded in batches of a size. */
async function encodeInBatches(by: Encoder, batch: number): Promise<Float32Array> {
  const result = new Float32Array(count * by.dimensions)
  for (let start = 0; start < count; start += batch) {
    const part = pixels.subarray(start * pictureLength, Math.min(start + batch, count) * pictureLength)
    result.set(await by.encode(part), start * by.dimensions)
  }
  return result
}

describe('an encoder', () => {
  it('gives one vector of length 1 for each picture', () => {
    expect(encoder.picture.size).toBe(64)
    expect(encoder.dimensions).toBe(816 + 576 + 528)
    expect(embeddings.length).toBe(count * encoder.dimensions)
    for (let row = 0; row < count; row++) {
      const vector = embeddings.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
    }
  })

  it('puts the layers in the order of the recipe, each with its weight', () => {
    const lengths = [
      [0, 816],
      [816, 1392],
      [1392, 1920],
    ].map(([start, end]) => Math.hypot(...embeddings.subarray(start, end)))
    const total = Math.hypot(1, 0.5, 0.5)
    lengths.forEach((length, index) => expect(length).toBeCloseTo((index === 0 ? 1 : 0.5) / total, 5))
  })

  it.each([1, 3, 16])('gives the same bits in batches of %i', async (batch) => {
    expect(await encodeInBatches(encoder, batch)).toEqual(embeddings)
  })

  it('gives the same bits on one thread, and from the compiled file', async () => {
    const again = await openEncoder(recipe, engine, { cacheDir, threads: 1 })
    expect(await again.encode(pixels)).toEqual(embeddings)
    await again.dispose()
  })

  it('compiles again when the compiled file was cut off', async () => {
    const [file, ...others] = await readdir(cacheDir)
    expect(others).toEqual([])
    await truncate(path.join(cacheDir, file ?? ''), 100_000)
    const again = await openEncoder(recipe, engine, { cacheDir })
    expect(await again.encode(pixels)).toEqual(embeddings)
    await again.dispose()
  })

  it.each([0, pictureLength + 1])('refuses %i bytes of pixels', async (length) => {
    await expect(encoder.encode(new Uint8Array(length))).rejects.toThrow(
      `${length} bytes are no whole number of 64 x 64 RGB pictures.`,
    )
  })

  it('is refused, and nothing is stored, when a layer does not exist', async () => {
    const bad = { ...recipe, layers: [layer('inception_v3', 'mixed99', 1)] }
    await expect(openEncoder(bad, engine, { cacheDir })).rejects.toThrow('The network has no layer mixed99.')
    expect(await readdir(cacheDir)).toHaveLength(1)
  })

  it('frees an engine whose network fails on its first picture, so that the process can end', async () => {
    const freed: string[] = []
    const failing: Engine = {
      name: 'wasm',
      reason: 'It is looked at when it fails.',
      load: async () => ({
        run: () => Promise.reject(new Error('memory access out of bounds')),
        dispose: async () => void freed.push('wasm'),
      }),
    }
    await expect(openEncoder(recipe, failing, { cacheDir })).rejects.toThrow('memory access out of bounds')
    expect(freed).toEqual(['wasm'])
  })
})
