import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeWeights } from '@/lib/networks/reading/artifacts'
import { readHdf5As } from '@/lib/networks/keras/hdf5-readers'
import { functionalConfig, inputLayer, sequentialConfig, type DescribedLayer } from './keras-configs'
import { writeKerasModel } from './keras-files'
import { fileOf, plain, plainLayers, plainNames, weight, written } from './keras-networks'

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
