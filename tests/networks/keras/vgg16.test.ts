import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import * as h5wasm from 'h5wasm/node'
import { describe, expect, it } from 'vitest'
import { decodeWeights } from '@/lib/networks/reading/artifacts'
import { readHdf5As } from '@/lib/networks/keras/hdf5-readers'
import { parseLayers } from '@/lib/networks/reading/layers-topology'
import { randomVgg16, readVgg16Weights, vgg16Scaling } from '@/lib/networks/keras/vgg16'
import { temporaryDirectory } from '../../setup/temporary'
import { vgg16Groups, writeKerasWeights, writeVgg16Weights, type KerasGroup } from './keras-files'

const random = randomVgg16(7)

function fileOf(): string {
  return path.join(temporaryDirectory(), 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5')
}

async function refusal(groups: readonly KerasGroup[]): Promise<string> {
  const file = fileOf()
  await writeKerasWeights(file, groups)
  return refusalOf(file)
}
async function refusalOf(file: string): Promise<string> {
  const error: unknown = await readHdf5As('vgg16', file).then(
    () => new Error('It was read.'),
    (reason: unknown) => reason,
  )
  const message = error instanceof Error ? error.message : 'No error.'
  expect(message).toContain(file)
  return message
}

/** The first layers of the published file, since a refusal does not need the large ones after them. */
function beginning(): KerasGroup[] {
  return vgg16Groups(random).slice(0, 3)
}

describe('readVgg16Weights', () => {
  it.each(['old', 'new'] as const)(
    'reads a file of the published layout to the bit, weights named the %s way',
    async (naming) => {
      const file = fileOf()
      await writeVgg16Weights(file, { artifacts: random, naming })
      const artifacts = await readVgg16Weights(file)
      expect(artifacts.modelTopology).toEqual(random.modelTopology)
      expect(artifacts.weightSpecs).toEqual(random.weightSpecs)
      expect(Buffer.from(artifacts.weightData).equals(Buffer.from(random.weightData))).toBe(true)
    },
  )

  it('leaves out what else a file has, such as the fully connected layers', async () => {
    const file = fileOf()
    const top = { name: 'fc1/kernel:0', shape: [2, 3], data: new Float32Array(6) }
    await writeKerasWeights(
      file,
      [...vgg16Groups(random, 'new'), { layer: 'fc1', weights: [top] }],
      'variable',
    )
    expect((await readHdf5As('vgg16', file)).weightSpecs).toEqual(random.weightSpecs)
  })

  it('refuses a layer of another shape, with the shape that it should have', async () => {
    const [input, first, second] = beginning()
    if (!input || !first || !second) throw new Error('There are no layers.')
    const reshaped = (...shape: number[]) => [
      input,
      { ...first, weights: first.weights.map((weight, at) => (at === 0 ? { ...weight, shape } : weight)) },
      second,
    ]
    expect(await refusal(reshaped(3, 3, 64, 3))).toContain(
      'the kernel of the layer block1_conv1 has the shape [3, 3, 64, 3], not [3, 3, 3, 64].',
    )
    expect(await refusal(reshaped(64, 3, 3, 3))).toContain(
      "not [3, 3, 3, 64]. That is Theano's order: take the file whose name has tf_dim_ordering_tf_kernels.",
    )
    expect(await refusal([input, first, { ...second, weights: second.weights.slice(0, 1) }])).toContain(
      'the layer block1_conv2 has 1 weights, not 2 (kernel, bias).',
    )
  })

  it('refuses a file without one of its layers, or of another network', async () => {
    expect(await refusal(beginning())).toContain(
      'it has no layer block2_conv1, so it is not VGG16; its layers: input_1, block1_conv1, block1_conv2.',
    )
    const file = fileOf()
    await writeKerasWeights(file, [])
    expect(await refusalOf(file)).toContain('it has no layer block1_conv1')
  })

  it('refuses what is no HDF5 file, or has no list of layers', async () => {
    const file = fileOf()
    writeFileSync(file, '<html>Sorry</html>')
    await expect(readVgg16Weights(file)).rejects.toThrow(
      `${file} is no HDF5 file: it begins with "<html>Sorry</htm"`,
    )
    await h5wasm.ready
    new h5wasm.File(file, 'w').close()
    expect(await refusalOf(file)).toContain('it has no attribute layer_names')
  })

  it('refuses a download that was cut off anywhere', async () => {
    const file = fileOf()
    await writeVgg16Weights(file, { artifacts: random })
    const whole = readFileSync(file)
    const cut = fileOf()
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        writeFileSync(cut, whole.subarray(0, length))
        expect(await refusalOf(cut)).not.toContain('It was read.')
      }),
      { numRuns: 15 },
    )
  })
})

describe('randomVgg16', () => {
  it("has Keras' layers and 14,714,688 weights, the same for the same seed", () => {
    const layers = parseLayers(random.modelTopology)
    expect(layers.map(({ name }) => name)).toEqual(vgg16Groups(random).map(({ layer }) => layer))
    expect(layers.map(({ inputs }) => inputs)).toEqual(
      layers.map((_, at) =>
        layers
          .slice(0, at)
          .slice(-1)
          .map(({ name }) => name),
      ),
    )
    expect(random.weightData.byteLength).toBe(14_714_688 * 4)
    expect(Buffer.from(randomVgg16(7).weightData).equals(Buffer.from(random.weightData))).toBe(true)
    expect(Buffer.from(randomVgg16(8).weightData).equals(Buffer.from(random.weightData))).toBe(false)
  })

  it('has kernels of the variance that keeps numbers of one size', () => {
    const kernel = decodeWeights(random).get('block3_conv1/kernel')?.data ?? new Float32Array(0)
    const variance = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length
    expect(variance * (9 * 128)).toBeCloseTo(2, 1)
  })
})

describe('vgg16Scaling', () => {
  it("is Keras' own: BGR, minus ImageNet's means, not scaled", () => {
    expect(vgg16Scaling).toEqual({ channels: 'bgr', scale: [1, 1, 1], offset: [-103.939, -116.779, -123.68] })
  })
})
