import { describe, expect, it } from 'vitest'
import { translateLayersModel } from '@/lib/networks/compile/translate-layers-model'
import { cutLayersModel } from '@/lib/networks/engines/tensorflow-topology'
import { byOnnxruntime, byTensorflow, expectClose, inputOf, randomWeights } from './engines-agree'
import { layersModel, savedSettings, type TestLayer } from './layers-fixture'
import * as reference from './reference-network'

const { normal } = randomWeights(3)
const row: TestLayer = { kind: 'GlobalMaxPooling2D' }
const network = (tested: TestLayer) => layersModel({ row, tested })
const compile = (tested: TestLayer) =>
  translateLayersModel({ nodes: [], constants: [], prefix: '' }, network(tested), 'input', ['tested'])
const convolution = (config: Record<string, unknown>, inputs = ['input']): TestLayer => ({
  kind: 'Conv2D',
  config: { ...savedSettings, filters: 4, kernel_size: [3, 3], strides: [1, 1], padding: 'same', ...config },
  inputs,
  weights: { kernel: normal(3, 3, 3, 4), bias: normal(4) },
})

describe('the compiler refuses, by its name, a layer that', () => {
  const refusals: [string, TestLayer, string][] = [
    [
      'is of an unknown kind',
      { kind: 'LSTM' },
      'Layer tested is of the kind LSTM, which cannot be compiled.',
    ],
    [
      'has its channels first',
      convolution({ data_format: 'channels_first' }),
      'Layer tested is of the kind Conv2D with data_format "channels_first", which cannot be compiled.',
    ],
    [
      'has both strides and dilations',
      convolution({ strides: [2, 2], dilation_rate: [2, 2] }),
      'Layer tested is of the kind Conv2D with dilation_rate [2,2], which cannot be compiled.',
    ],
    [
      'has an unknown activation',
      convolution({ activation: 'mish' }),
      'Layer tested has the activation mish, which cannot be compiled.',
    ],
    [
      'has an activation of its own',
      convolution({ activation: { class_name: 'Mine', config: {} } }),
      'Layer tested is of the kind Conv2D with activation {"class_name":"Mine","config":{}}, which cannot be compiled.',
    ],
    [
      'takes a softmax of each place',
      convolution({ activation: 'softmax' }),
      'Layer tested has the activation softmax of what is [height, width, channels], which cannot be compiled.',
    ],
    [
      'convolves a row of numbers',
      convolution({}, ['row']),
      'Layer tested is of the kind Conv2D and reads one row of numbers a picture, which cannot be compiled.',
    ],
    [
      'multiplies each place by a matrix',
      { kind: 'Dense', weights: { kernel: normal(3, 4), bias: normal(4) } },
      'Layer tested is of the kind Dense and reads [height, width, channels], which cannot be compiled.',
    ],
    ['has no weight', { kind: 'Dense', inputs: ['row'] }, 'Layer tested has no weight tested/kernel.'],
    [
      'normalises along the height',
      { kind: 'BatchNormalization', config: { axis: 1 } },
      'Layer tested is of the kind BatchNormalization along the axis 1, which cannot be compiled; only channels can, axis -1.',
    ],
    [
      'puts pictures below each other',
      { kind: 'Concatenate', config: { axis: 1 }, inputs: ['input', 'input'] },
      'Layer tested is of the kind Concatenate along the axis 1, which cannot be compiled; only channels can, axis -1.',
    ],
    [
      'adds a row to a picture',
      { kind: 'Add', inputs: ['input', 'row'] },
      'Layer tested is of the kind Add and reads both [height, width, channels] and one row of numbers a picture, which cannot be compiled.',
    ],
    [
      'has a slope for each place',
      { kind: 'PReLU', config: { shared_axes: null }, weights: { alpha: normal(5, 5, 3) } },
      'Layer tested is of the kind PReLU with shared_axes null, which cannot be compiled.',
    ],
    [
      'begins at a threshold',
      { kind: 'ReLU', config: { threshold: 1 } },
      'Layer tested is of the kind ReLU with threshold 1, which cannot be compiled.',
    ],
    [
      'bends by another number',
      { kind: 'ELU', config: { alpha: 0.5 } },
      'Layer tested is of the kind ELU with alpha 0.5, which cannot be compiled.',
    ],
    [
      'takes a softmax along the height',
      { kind: 'Softmax', config: { axis: 1 } },
      'Layer tested is of the kind Softmax along the axis 1, which cannot be compiled; only channels can, axis -1.',
    ],
    [
      'takes numbers for places',
      { kind: 'Reshape', config: { target_shape: [3, 1, 1] }, inputs: ['row'] },
      'Layer tested is of the kind Reshape with target_shape [3,1,1], which cannot be compiled.',
    ],
    [
      'enlarges smoothly',
      { kind: 'UpSampling2D', config: { interpolation: 'bilinear' } },
      'Layer tested is of the kind UpSampling2D with interpolation "bilinear", which cannot be compiled.',
    ],
    [
      'undoes a normalisation',
      { kind: 'Normalization', config: { invert: true } },
      'Layer tested is of the kind Normalization with invert true, which cannot be compiled.',
    ],
    [
      'pools windows with gaps between them, padded by what hangs on the size of the picture',
      { kind: 'MaxPooling2D', config: { pool_size: [3, 3], strides: [4, 4], padding: 'same' } },
      'Layer tested pools windows of [3, 3] with strides [4, 4] and padding same, which cannot be compiled.',
    ],
  ]
  it.each(refusals)('%s', (_, tested, message) => {
    expect(() => compile(tested)).toThrow(message)
  })

  it('is one of several inputs', () => {
    const artifacts = layersModel({
      second: { kind: 'InputLayer', inputs: [] },
      tested: { kind: 'Add', inputs: ['input', 'second'] },
    })
    const translate = () =>
      translateLayersModel({ nodes: [], constants: [], prefix: '' }, artifacts, 'input', ['tested'])
    expect(translate).toThrow(
      'The network has several inputs (input, second); only those with one can be compiled.',
    )
  })
})

describe('the cut for TensorFlow.js refuses, by its name, a layer that', () => {
  const refusals: [string, TestLayer, string][] = [
    [
      'it does not have',
      { kind: 'Mine' },
      'Layer tested is of the kind Mine, which TensorFlow.js cannot run.',
    ],
    [
      'it would run without its groups',
      convolution({ groups: 3 }),
      'Layer tested is of the kind Conv2D with groups 3, which TensorFlow.js cannot run.',
    ],
    [
      'it would run without its dilations',
      { kind: 'DepthwiseConv2D', config: { ...savedSettings, kernel_size: [3, 3], dilation_rate: [1, 2] } },
      'Layer tested is of the kind DepthwiseConv2D with dilation_rate [1,2], which TensorFlow.js cannot run.',
    ],
    [
      'some of its backends would give zeros for',
      convolution({ kernel_size: [2, 3], strides: [3, 3] }),
      'Layer tested is of the kind Conv2D with kernel_size [2, 3], strides [3, 3] and padding same, which TensorFlow.js cannot run.',
    ],
    [
      'has an activation that it does not have',
      convolution({ activation: 'exponential' }),
      'Layer tested is of the kind Conv2D with activation "exponential", which TensorFlow.js cannot run.',
    ],
    [
      'has both a slope and a greatest value',
      { kind: 'ReLU', config: { max_value: 6, negative_slope: 0.1 } },
      'Layer tested is of the kind ReLU with both max_value and negative_slope, which TensorFlow.js cannot run.',
    ],
    [
      'begins at a threshold',
      { kind: 'ReLU', config: { threshold: 1 } },
      'Layer tested is of the kind ReLU with threshold 1, which TensorFlow.js cannot run.',
    ],
    [
      'bends by another number',
      { kind: 'ELU', config: { alpha: 0.5 } },
      'Layer tested is of the kind ELU with alpha 0.5, which TensorFlow.js cannot run.',
    ],
    [
      'it would enlarge otherwise',
      { kind: 'UpSampling2D', config: { interpolation: 'bilinear' } },
      'Layer tested is of the kind UpSampling2D with interpolation "bilinear", which TensorFlow.js cannot run.',
    ],
    [
      'normalises along several axes',
      { kind: 'BatchNormalization', config: { axis: [1, 3] } },
      'Layer tested is of the kind BatchNormalization with axis [1,3], which TensorFlow.js cannot run.',
    ],
  ]
  it.each(refusals)('%s', (_, tested, message) => {
    expect(() => cutLayersModel(network(tested), ['tested'], 9)).toThrow(message)
  })
})

describe('what only one of the two can run', () => {
  const size = 5

  it('is compiled: a ReLU with both a slope and a greatest value', async () => {
    const tested: TestLayer = { kind: 'ReLU', config: { max_value: 1, negative_slope: 0.25, threshold: 0 } }
    const expected = reference.mapped(inputOf(size), (value) => Math.min(reference.leaky(0.25)(value), 1))
    expectClose(await byOnnxruntime(network(tested), 'tested', size), expected)
  })

  it('is compiled: the hard sigmoid of Keras 3, which differs from that of Keras 2', async () => {
    const artifacts = layersModel(
      { tested: { kind: 'Activation', config: { activation: 'hard_sigmoid' } } },
      '3.0.5',
    )
    const expected = reference.mapped(inputOf(size), (value) => Math.min(Math.max(value / 6 + 0.5, 0), 1))
    expectClose(await byOnnxruntime(artifacts, 'tested', size), expected)
    await expect(byTensorflow(artifacts, 'tested', size)).rejects.toThrow(
      'Layer tested is of the kind Activation with activation "hard_sigmoid" of Keras 3, which TensorFlow.js cannot run.',
    )
  })
})

describe('the cut for TensorFlow.js', () => {
  it('keeps the weights of no other layers', () => {
    const artifacts = layersModel({
      first: convolution({}),
      'first/second': convolution({}),
      tested: { kind: 'ReLU', inputs: ['first'] },
    })
    const cut = cutLayersModel(artifacts, ['tested'], 9)
    expect(cut.weightSpecs.map(({ name }) => name)).toEqual(['first/kernel', 'first/bias'])
    expect(new Uint8Array(cut.weightData)).toEqual(
      new Uint8Array(artifacts.weightData.slice(0, cut.weightData.byteLength)),
    )
    expect(cut.weightData.byteLength).toBe((3 * 3 * 3 * 4 + 4) * 4)
  })
})
