import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeWeights } from '@/lib/embedding/encoders/artifacts'
import { readHdf5As } from '@/lib/embedding/encoders/keras/hdf5-readers'
import { readInThread } from '@/lib/embedding/encoders/keras/hdf5-thread'
import { readKerasModel } from '@/lib/embedding/encoders/keras/keras-hdf5'
import { layersNeeded, parseLayers } from '@/lib/embedding/encoders/layers-topology'
import { seededNormal } from '@/lib/embedding/projection/seeded-random'
import { temporaryDirectory } from '../../../setup/temporary'
import {
  functionalConfig,
  inputLayer,
  sequentialConfig,
  type DescribedLayer,
  type KerasStyle,
} from './keras-configs'
import { writeKerasModel, writeKerasWeights, type KerasGroup, type KerasWeight } from './keras-files'

const normal = seededNormal(1)
const weight = (name: string, ...shape: number[]): KerasWeight => ({
  name,
  shape,
  data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, normal),
})
const conv = (name: string, ...inputs: string[]): DescribedLayer => ({
  name,
  kind: 'Conv2D',
  config: { filters: 4, kernel_size: [3, 3], activation: 'relu' },
  inputs,
})
const convWeights = (layer: string, channels: number): KerasGroup => ({
  layer,
  weights: [weight(`${layer}/kernel:0`, 3, 3, channels, 4), weight(`${layer}/bias:0`, 4)],
})

function fileOf(name = 'network.h5'): string {
  return path.join(temporaryDirectory(), name)
}

/** The weights as they were written, by the names that they are to have. */
function written(groups: readonly KerasGroup[], names: readonly string[]) {
  const weights = groups.flatMap(({ weights }) => weights)
  return new Map(
    names.map((name, at) => [name, { shape: weights[at]?.shape, data: weights[at]?.data }] as const),
  )
}

const plain = [convWeights('first', 3), { layer: 'sum', weights: [] }, convWeights('second', 4)]
const plainLayers = (style: KerasStyle) => [
  inputLayer(style),
  conv('first', 'input'),
  conv('second', 'first'),
  { name: 'sum', kind: 'Add', inputs: ['first', 'second'] },
]
const plainNames = ['first/kernel', 'first/bias', 'second/kernel', 'second/bias']

describe.each(['keras2', 'keras3'] as const)('a network of %s', (style) => {
  const version = style === 'keras2' ? '2.15.0' : '3.4.1'

  it('has its layers, what they read, and its weights to the bit', async () => {
    const file = fileOf()
    await writeKerasModel(file, functionalConfig(style, plainLayers(style)), plain, { version })
    const artifacts = await readKerasModel(file)
    const layers = parseLayers(artifacts.modelTopology)
    expect(layers.map(({ name, kind, inputs }) => [name, kind, ...inputs])).toEqual([
      ['input', 'InputLayer'],
      ['first', 'Conv2D', 'input'],
      ['second', 'Conv2D', 'first'],
      ['sum', 'Add', 'first', 'second'],
    ])
    expect(layers[0]?.config).toMatchObject({ batch_input_shape: [null, 8, 8, 3], dtype: 'float32' })
    expect(layers[1]?.config).toMatchObject({ filters: 4, activation: 'relu', dtype: 'float32' })
    expect(artifacts).toMatchObject({
      format: 'layers-model',
      modelTopology: { keras_version: version, model_config: { config: { name: 'network' } } },
    })
    expect(decodeWeights(artifacts)).toEqual(written(plain, plainNames))
  })

  it('may be Sequential, with and without saying its input first', async () => {
    const chain = (first: DescribedLayer[]) =>
      sequentialConfig(style, [...first, conv('first'), conv('second')])
    for (const first of [[], [inputLayer(style, 'first_input')]]) {
      const file = fileOf()
      await writeKerasModel(file, chain(first), plain, { version })
      const artifacts = await readHdf5As('keras', file)
      expect(parseLayers(artifacts.modelTopology).map(({ name, inputs }) => [name, ...inputs])).toEqual([
        ['first_input'],
        ['first', 'first_input'],
        ['second', 'first'],
      ])
      expect(decodeWeights(artifacts)).toEqual(written(plain, plainNames))
    }
  })

  it('has the networks that are its layers put in their place', async () => {
    const inner: DescribedLayer = {
      name: 'base',
      kind: 'Functional',
      inputs: ['input'],
      layers: [inputLayer(style, 'inner_input'), conv('a', 'inner_input'), conv('b', 'a')],
    }
    const chain: DescribedLayer = { name: 'head', kind: 'Sequential', inputs: ['base'], layers: [conv('a')] }
    const groups = [
      {
        layer: 'base',
        weights: [convWeights('a', 3), convWeights('b', 4)].flatMap(({ weights }) => weights),
      },
      { layer: 'head', weights: convWeights('head/a', 4).weights },
    ]
    const file = fileOf()
    const sum = { name: 'sum', kind: 'Add', inputs: ['base', 'head'] }
    await writeKerasModel(file, functionalConfig(style, [inputLayer(style), inner, chain, sum]), groups, {
      version,
    })
    const artifacts = await readHdf5As('keras', file)
    expect(parseLayers(artifacts.modelTopology).map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['input'],
      ['base/a', 'input'],
      ['base/b', 'base/a'],
      ['head/a', 'base/b'],
      ['sum', 'base/b', 'head/a'],
    ])
    const names = ['base/a', 'base/b', 'head/a'].flatMap((name) => [`${name}/kernel`, `${name}/bias`])
    expect(decodeWeights(artifacts)).toEqual(written(groups, names))
  })
})

describe('the weights of a layer', () => {
  const kinds: [string, Record<string, unknown>, [string, ...number[]][]][] = [
    ['Conv2D', { filters: 4, kernel_size: [3, 2], use_bias: false }, [['kernel', 3, 2, 5, 4]]],
    [
      'DepthwiseConv2D',
      { kernel_size: [3, 3], depth_multiplier: 2 },
      [
        ['depthwise_kernel', 3, 3, 5, 2],
        ['bias', 10],
      ],
    ],
    [
      'SeparableConv2D',
      { filters: 4, kernel_size: [3, 3], depth_multiplier: 1 },
      [
        ['depthwise_kernel', 3, 3, 5, 1],
        ['pointwise_kernel', 1, 1, 5, 4],
        ['bias', 4],
      ],
    ],
    [
      'Dense',
      { units: 4 },
      [
        ['kernel', 5, 4],
        ['bias', 4],
      ],
    ],
    [
      'BatchNormalization',
      { center: true, scale: true },
      ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((suffix) => [suffix, 5]),
    ],
    [
      'BatchNormalization',
      { center: true, scale: false },
      ['beta', 'moving_mean', 'moving_variance'].map((suffix) => [suffix, 5]),
    ],
    [
      'BatchNormalization',
      { center: false, scale: true },
      ['gamma', 'moving_mean', 'moving_variance'].map((suffix) => [suffix, 5]),
    ],
    ['PReLU', { shared_axes: [1, 2] }, [['alpha', 1, 1, 5]]],
    ['Embedding', {}, [['embeddings', 7, 5]]],
  ]

  it.each(kinds)('are named as TensorFlow.js does, whatever the file calls them: %s %o', async (...row) => {
    const [kind, config, weights] = row
    // Of a layer of an unknown kind nothing but their own names says what they are.
    const known = kind !== 'Embedding'
    const group = {
      layer: 'layer',
      weights: weights.map(([suffix, ...shape], at) =>
        weight(known ? `layer_W_${at}:0` : `x/${suffix}:0`, ...shape),
      ),
    }
    const file = fileOf()
    await writeKerasModel(file, sequentialConfig('keras2', [{ name: 'layer', kind, config }]), [group])
    const names = weights.map(([suffix]) => `layer/${suffix}`)
    expect(decodeWeights(await readHdf5As('keras', file))).toEqual(written([group], names))
  })

  it('are read from attributes of variable and of fixed length, whole or in parts', async () => {
    for (const texts of ['variable', 'fixed'] as const) {
      for (const mostTexts of [undefined, 2, 1]) {
        const file = fileOf()
        await writeKerasModel(file, functionalConfig('keras2', plainLayers('keras2')), plain, {
          texts,
          mostTexts,
        })
        expect(decodeWeights(await readHdf5As('keras', file))).toEqual(written(plain, plainNames))
      }
    }
  })

  it('of 16 bits become 32', async () => {
    // 0.5, -2, the greatest, the least, minus zero, infinity, a third.
    const halves = Uint16Array.of(0x3800, 0xc000, 0x7bff, 0x0001, 0x8000, 0x7c00, 0x3555, 0x0000)
    const file = fileOf()
    const data = new Float32Array(8)
    new Uint16Array(data.buffer).set(halves)
    const weights = [{ name: 'layer/alpha:0', shape: [8], data }]
    await writeKerasModel(file, sequentialConfig('keras2', [{ name: 'layer', kind: 'PReLU' }]), [
      { layer: 'layer', weights },
    ])
    // The file says of the numbers how many bytes they have, and where sign, exponent and fraction are; and then how
    // many bytes all of them take.
    const single = Buffer.from('11201f000400000000002000170800177f000000', 'hex')
    const half = Buffer.from('11200f0002000000000010000a05000a0f000000', 'hex')
    const bytes = readFileSync(file)
    const type = bytes.indexOf(single)
    const size = bytes.indexOf(Buffer.from('2000000000000000', 'hex'), type)
    expect(Math.min(type, size)).toBeGreaterThan(0)
    half.copy(bytes, type)
    bytes.writeUInt8(16, size)
    writeFileSync(file, bytes)
    const alpha = decodeWeights(await readHdf5As('keras', file)).get('layer/alpha')
    expect(alpha?.data).toEqual(Float32Array.of(0.5, -2, 65504, 2 ** -24, -0, Infinity, 0.333251953125, 0))
  })

  it('of a network that is a layer are sorted as Keras sorts them: first what training changes', async () => {
    const normalisation = { kind: 'BatchNormalization', config: { center: true, scale: true } }
    const inner = (frozen: string[]): DescribedLayer => ({
      name: 'base',
      kind: 'Functional',
      inputs: ['input'],
      layers: [
        inputLayer('keras2', 'inner_input'),
        { name: 'a', ...normalisation, inputs: ['inner_input'] },
        { name: 'b', ...normalisation, inputs: ['a'] },
      ].map((layer) => ({ ...layer, config: { ...layer.config, trainable: !frozen.includes(layer.name) } })),
    })
    const trained = (layer: string) => [`${layer}/gamma`, `${layer}/beta`]
    const counted = (layer: string) => [`${layer}/moving_mean`, `${layer}/moving_variance`]
    const orders: [string[], string[]][] = [
      [[], [...trained('a'), ...trained('b'), ...counted('a'), ...counted('b')]],
      [['a'], [...trained('b'), ...trained('a'), ...counted('a'), ...counted('b')]],
      [['b'], [...trained('a'), ...counted('a'), ...trained('b'), ...counted('b')]],
      [
        ['a', 'b'],
        [...trained('a'), ...counted('a'), ...trained('b'), ...counted('b')],
      ],
    ]
    for (const [frozen, order] of orders) {
      const file = fileOf()
      const groups = [{ layer: 'base', weights: order.map((name) => weight(`${name}:0`, 3)) }]
      const config = functionalConfig('keras2', [inputLayer('keras2'), inner(frozen)])
      await writeKerasModel(file, config, groups)
      const expected = written(
        groups,
        order.map((name) => `base/${name}`),
      )
      expect(decodeWeights(await readHdf5As('keras', file))).toEqual(expected)
    }
    const file = fileOf()
    const [, order] = orders[3] ?? [[], []]
    await writeKerasModel(file, functionalConfig('keras2', [inputLayer('keras2'), inner([])]), [
      { layer: 'base', weights: order.map((name) => weight(`${name}:0`, 3)) },
    ])
    await expect(readHdf5As('keras', file)).rejects.toThrow(
      'the weights of the Functional base are not in the order of its settings: a/moving_mean:0 stands where base/b/gamma does by them.',
    )
  })
})

describe('a layer that only training asks for', () => {
  it('is kept, without what it remembers', async () => {
    const file = fileOf()
    const layer = { name: 'flip', kind: 'RandomFlip', config: { mode: 'horizontal' } }
    const state = { name: 'flip/StateVar:0', shape: [3], data: Int32Array.of(1, 2, 3) }
    await writeKerasModel(file, sequentialConfig('keras2', [inputLayer('keras2'), layer]), [
      { layer: 'flip', weights: [state] },
    ])
    const artifacts = await readHdf5As('keras', file)
    expect(parseLayers(artifacts.modelTopology)[1]).toMatchObject({ kind: 'RandomFlip' })
    expect(artifacts.weightSpecs).toEqual([])
  })
})

describe('a file that cannot be used', () => {
  const config = functionalConfig('keras2', plainLayers('keras2'))

  async function refusal(groups: readonly KerasGroup[], modelConfig: unknown = config): Promise<string> {
    const file = fileOf()
    await writeKerasModel(file, modelConfig, groups)
    return refusalOf(file)
  }
  async function refusalOf(file: string): Promise<string> {
    const error: unknown = await readHdf5As('keras', file).then(
      () => new Error('It was read.'),
      (reason: unknown) => reason,
    )
    const message = error instanceof Error ? error.message : 'No error.'
    expect(message).toContain(file)
    return message
  }
  const second = convWeights('second', 4)

  it('is refused with the layer and its weight that do not fit', async () => {
    const [kernel, bias] = convWeights('first', 3).weights
    if (!kernel || !bias) throw new Error('There are no weights.')
    expect(await refusal([{ layer: 'first', weights: [kernel] }, second])).toContain(
      'the Conv2D first has 1 weights, but by its settings 2 (kernel, bias).',
    )
    expect(await refusal([second])).toContain('the Conv2D first has 0 weights')
    expect(await refusal([{ layer: 'first', weights: [bias, kernel] }, second])).toContain(
      'first/bias:0 stands where first/kernel does',
    )
    const turned = weight('first/kernel:0', 4, 3, 3, 3)
    expect(await refusal([{ layer: 'first', weights: [turned, bias] }, second])).toContain(
      'The weight kernel of layer first has the shape [4, 3, 3, 3], not [3, 3, in, 4].',
    )
    const doubles = { ...bias, data: Float64Array.from(bias.data) }
    expect(await refusal([{ layer: 'first', weights: [kernel, doubles] }, second])).toContain(
      'the dataset model_weights/first/first/bias:0 has floating-point numbers of 64 bits',
    )
    const integers = { ...bias, data: Int32Array.from(bias.data) }
    expect(await refusal([{ layer: 'first', weights: [kernel, integers] }, second])).toContain(
      'has whole numbers of 32 bits',
    )
  })

  it('is refused when its statistics are not of as many channels', async () => {
    const layer = { name: 'layer', kind: 'BatchNormalization' }
    const weights = ['gamma', 'beta', 'moving_mean'].map((suffix) => weight(`layer/${suffix}:0`, 5))
    const group = { layer: 'layer', weights: [...weights, weight('layer/moving_variance:0', 4)] }
    expect(await refusal([group], sequentialConfig('keras2', [inputLayer('keras2'), layer]))).toContain(
      'The weight moving_variance of layer layer has the shape [4], not [5].',
    )
  })

  it('is refused with the layer that is used twice or in a way that is not understood', async () => {
    const twice = functionalConfig('keras2', [inputLayer('keras2'), conv('first', 'input')])
    const nodes = [[[['input', 0, 0, {}]]], [[['first', 0, 0, {}]]]].flat()
    const shared = {
      ...twice,
      config: {
        ...twice.config,
        layers: [
          { class_name: 'InputLayer', name: 'input', config: {}, inbound_nodes: [] },
          { class_name: 'Conv2D', name: 'first', config: {}, inbound_nodes: nodes },
        ],
      },
    }
    expect(await refusal(plain, shared)).toContain('Layer first is used more than once')
    const base = (inputs: string[]): DescribedLayer => ({
      name: 'base',
      kind: 'Functional',
      inputs,
      layers: [inputLayer('keras2', 'inner'), conv('first', 'inner')],
    })
    const two = functionalConfig('keras2', [inputLayer('keras2'), base(['input', 'input'])])
    expect(await refusal([{ ...plain[0], layer: 'base', weights: plain[0]?.weights ?? [] }], two)).toContain(
      'The network base takes 1 inputs, but is given 2.',
    )
  })

  it('is refused when it is weights alone, with how to save the whole', async () => {
    const file = fileOf()
    await writeKerasWeights(file, plain)
    expect(await refusalOf(file)).toContain('Save the whole model: model.save("NAME.h5").')
  })

  it('is refused when it is no HDF5 file, with what it begins with', async () => {
    const file = fileOf()
    writeFileSync(file, '<!doctype html><title>404</title>')
    expect(await refusalOf(file)).toBe(
      `${file} is no HDF5 file: it begins with "<!doctype html><". A download may have saved a web page in its place.`,
    )
    writeFileSync(file, '')
    expect(await refusalOf(file)).toContain('it is empty')
    await expect(readKerasModel(path.join(temporaryDirectory(), 'none.h5'))).rejects.toThrow(
      /none\.h5 cannot be read/,
    )
    writeFileSync(file, 'PK\u0003\u0004')
    await expect(readKerasModel(file)).rejects.toThrow("Keras' form .keras is such an archive")
  })

  it('is refused wherever it is cut off', async () => {
    const file = fileOf()
    await writeKerasModel(file, config, plain)
    const whole = readFileSync(file)
    const cut = fileOf('cut.h5')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        writeFileSync(cut, whole.subarray(0, length))
        expect(await refusalOf(cut)).not.toContain('It was read.')
      }),
    )
  })

  it('is refused when it is anything behind the mark of HDF5', async () => {
    const file = fileOf()
    const mark = Buffer.from('894844460d0a1a0a', 'hex')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), async (bytes) => {
        writeFileSync(file, Buffer.concat([mark, bytes]))
        expect(await refusalOf(file)).toContain('is a damaged HDF5 file')
      }),
    )
  })

  it('is refused when its network is anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (modelConfig) => {
        expect(await refusal(plain, modelConfig)).toContain('model_config')
      }),
      { numRuns: 50 },
    )
  })

  it('is refused when it lists weights that are not there', async () => {
    const names = fc.string({ minLength: 1, maxLength: 12 }).filter((name) => !name.includes('\0'))
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const file = fileOf()
        await writeKerasModel(file, config, [convWeights('first', 3), second], { texts: 'variable' })
        const bytes = readFileSync(file)
        const listed = Buffer.from('first/kernel:0')
        const at = bytes.lastIndexOf(listed)
        expect(at).toBeGreaterThan(0)
        Buffer.alloc(listed.length, name).copy(bytes, at)
        writeFileSync(file, bytes)
        expect(await refusalOf(file)).toContain('is missing in the group model_weights/first')
      }),
      { numRuns: 30 },
    )
  })

  it('is given up when the HDF5 library does not come to an end with it', async () => {
    const file = fileOf()
    await writeKerasModel(file, config, plain)
    const bytes = readFileSync(file)
    // The length of the first text in the heap of texts: the library steps past it, to where it was.
    bytes.writeBigUInt64LE(0xfffffffffffffff0n, bytes.indexOf('GCOL') + 24)
    writeFileSync(file, bytes)
    await expect(readInThread('keras', file, 4000)).rejects.toThrow(
      `${file} is damaged: reading it did not end in 4 s.`,
    )
  })
})

describe('readKerasModel', () => {
  it('reads from a folder that cannot be written, and leaves nothing open', async () => {
    const folder = temporaryDirectory()
    const file = path.join(folder, 'network.h5')
    await writeKerasModel(file, functionalConfig('keras3', plainLayers('keras3')), plain)
    chmodSync(file, 0o444)
    chmodSync(folder, 0o555)
    const open = () => readdirSync('/proc/self/fd').length
    try {
      const before = open()
      const artifacts = await readKerasModel(file)
      expect(decodeWeights(artifacts)).toEqual(written(plain, plainNames))
      expect(layersNeeded(parseLayers(artifacts.modelTopology), ['second'])).toHaveLength(3)
      expect(open()).toBeLessThanOrEqual(before)
    } finally {
      chmodSync(folder, 0o755)
    }
  })
})
