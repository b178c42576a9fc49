import { describe, it } from 'vitest'
import { trainingKinds } from '@/lib/embedding/encoders/training-kinds'
import { expectEnginesAgree, inputOf, randomWeights } from './engines-agree'
import { layersModel, savedSettings, type TestLayer } from './layers-fixture'
import * as reference from './reference-network'
import type { Values } from './reference-network'

const size = 9
/** Pictures of 7 x 5 that the layers under test read, and the same as one row of numbers. */
const start: TestLayer = {
  kind: 'Cropping2D',
  config: {
    cropping: [
      [2, 0],
      [1, 3],
    ],
  },
  inputs: ['input'],
}
const started = reference.padded(inputOf(size), [
  [-2, 0],
  [-1, -3],
])
const row: TestLayer = { kind: 'GlobalMaxPooling2D', config: { keepdims: false }, inputs: ['start'] }
const rowed = reference.globalPooling(started, 'max')

const { normal, positive } = randomWeights(7)

describe('a layer compiled to ONNX, and cut for TensorFlow.js, gives what its definition says:', () => {
  const kernel = normal(3, 2, 3, 4)
  const bias = normal(4)
  const apart = normal(3, 3, 3, 2)
  const wideBias = normal(6)
  const together = normal(1, 1, 6, 4)
  const perChannel = { gamma: normal(3), beta: normal(3), mean: normal(3), variance: positive(3) }
  const statistics = {
    gamma: perChannel.gamma,
    beta: perChannel.beta,
    moving_mean: perChannel.mean,
    moving_variance: perChannel.variance,
  }
  const without = (suffix: string) =>
    Object.fromEntries(Object.entries(statistics).filter(([name]) => name !== suffix))
  const normalise = (values: Values, which: Partial<typeof perChannel>, epsilon: number) =>
    reference.normalised(values, {
      gamma: which.gamma?.data ?? [1, 1, 1],
      beta: which.beta?.data ?? [0, 0, 0],
      mean: perChannel.mean.data,
      variance: perChannel.variance.data,
      epsilon,
    })
  const other = {
    kind: 'ReLU',
    config: { max_value: null, negative_slope: 0, threshold: 0 },
    inputs: ['start'],
  }
  const second: Record<string, TestLayer> = {
    relu: other,
    means: { kind: 'GlobalAveragePooling2D', config: { keepdims: true }, inputs: ['start'] },
    rowRelu: { ...other, inputs: ['row'] },
  }
  const relued = reference.mapped(started, reference.activations.relu)
  const means = reference.globalPooling(started, 'mean')
  const meanPlace = reference.reshaped(means, [2, 1, 1, 3])
  const all = ['start', 'relu', 'means']
  const mergedAll = (number: (left: number, right: number) => number) =>
    reference.merged(reference.merged(started, relued, number), meanPlace, number)
  const denseKernel = normal(3, 4)

  const cases: Record<string, { before?: Record<string, TestLayer>; layer: TestLayer; expected: Values }> = {
    'Conv2D with same padding, strides and a bias': {
      layer: {
        kind: 'Conv2D',
        config: {
          ...savedSettings,
          filters: 4,
          kernel_size: [3, 2],
          strides: [2, 2],
          padding: 'same',
          dilation_rate: [1, 1],
        },
        weights: { kernel, bias },
      },
      expected: reference.biased(
        reference.convolution(started, kernel, { strides: [2, 2], padding: 'same' }),
        bias,
      ),
    },
    'Conv2D with dilations and an activation, without a bias': {
      layer: {
        kind: 'Conv2D',
        config: {
          ...savedSettings,
          filters: 4,
          kernel_size: [3, 2],
          strides: [1, 1],
          padding: 'same',
          dilation_rate: [2, 3],
          use_bias: false,
          activation: 'relu6',
        },
        weights: { kernel },
      },
      expected: reference.mapped(
        reference.convolution(started, kernel, { dilations: [2, 3], padding: 'same' }),
        reference.activations.relu6,
      ),
    },
    'DepthwiseConv2D with a multiplier': {
      layer: {
        kind: 'DepthwiseConv2D',
        config: {
          ...savedSettings,
          kernel_size: [3, 3],
          strides: [2, 2],
          padding: 'same',
          dilation_rate: [1, 1],
          depth_multiplier: 2,
          activation: 'tanh',
        },
        weights: { depthwise_kernel: apart, bias: wideBias },
      },
      expected: reference.mapped(
        reference.biased(
          reference.depthwiseConvolution(started, apart, { strides: [2, 2], padding: 'same' }),
          wideBias,
        ),
        Math.tanh,
      ),
    },
    SeparableConv2D: {
      layer: {
        kind: 'SeparableConv2D',
        config: {
          ...savedSettings,
          filters: 4,
          kernel_size: [3, 3],
          strides: [2, 2],
          padding: 'valid',
          dilation_rate: [1, 1],
          depth_multiplier: 2,
          activation: 'sigmoid',
          depthwise_initializer: { class_name: 'GlorotUniform', config: {} },
          pointwise_initializer: { class_name: 'GlorotUniform', config: {} },
        },
        weights: { depthwise_kernel: apart, pointwise_kernel: together, bias },
      },
      expected: reference.mapped(
        reference.biased(
          reference.convolution(
            reference.depthwiseConvolution(started, apart, { strides: [2, 2] }),
            together,
          ),
          bias,
        ),
        reference.activations.sigmoid,
      ),
    },
    Dense: {
      layer: {
        kind: 'Dense',
        config: { ...savedSettings, units: 4, activation: 'softmax' },
        inputs: ['row'],
        weights: { kernel: denseKernel, bias },
      },
      expected: reference.softmax(reference.biased(reference.dense(rowed, denseKernel), bias)),
    },
    'Dense without a bias': {
      layer: {
        kind: 'Dense',
        config: { ...savedSettings, units: 4, use_bias: false },
        inputs: ['row'],
        weights: { kernel: denseKernel },
      },
      expected: reference.dense(rowed, denseKernel),
    },
    BatchNormalization: {
      layer: { kind: 'BatchNormalization', config: { axis: [3], epsilon: 1e-3 }, weights: statistics },
      expected: normalise(started, perChannel, 1e-3),
    },
    'BatchNormalization without a scale, of a row': {
      layer: {
        kind: 'BatchNormalization',
        config: { axis: -1, epsilon: 0.01, scale: false },
        inputs: ['row'],
        weights: without('gamma'),
      },
      expected: normalise(rowed, { beta: perChannel.beta }, 0.01),
    },
    'BatchNormalization without a centre': {
      layer: {
        kind: 'BatchNormalization',
        config: { axis: 3, epsilon: 1e-5, center: false },
        weights: without('beta'),
      },
      expected: normalise(started, { gamma: perChannel.gamma }, 1e-5),
    },
    Normalization: {
      layer: {
        kind: 'Normalization',
        config: { axis: [3], invert: false, mean: null, variance: null },
        weights: { mean: perChannel.mean, variance: perChannel.variance },
      },
      expected: normalise(started, {}, 0),
    },
    'Rescaling by numbers': {
      layer: { kind: 'Rescaling', config: { scale: 0.3, offset: -1 } },
      expected: reference.mapped(started, (value) => value * 0.3 - 1),
    },
    'Rescaling by a number for each channel': {
      layer: { kind: 'Rescaling', config: { scale: [0.3, 2, -1], offset: 0.5 } },
      expected: reference.mapped(started, (value, channel) => value * ([0.3, 2, -1][channel] ?? 0) + 0.5),
    },
    'ReLU up to a number': {
      layer: { kind: 'ReLU', config: { max_value: 0.7, negative_slope: 0, threshold: 0 } },
      expected: reference.mapped(started, (value) => Math.min(Math.max(value, 0), 0.7)),
    },
    'ReLU with a slope': {
      layer: { kind: 'ReLU', config: { max_value: null, negative_slope: 0.2, threshold: 0 } },
      expected: reference.mapped(started, reference.leaky(0.2)),
    },
    'LeakyReLU of Keras 2': {
      layer: { kind: 'LeakyReLU', config: { alpha: 0.1 } },
      expected: reference.mapped(started, reference.leaky(0.1)),
    },
    'LeakyReLU of Keras 3': {
      layer: { kind: 'LeakyReLU', config: { negative_slope: 0.15 } },
      expected: reference.mapped(started, reference.leaky(0.15)),
    },
    PReLU: {
      layer: {
        kind: 'PReLU',
        config: { shared_axes: [1, 2] },
        weights: { alpha: { shape: [1, 1, 3], data: [0.1, 0.4, -0.3] } },
      },
      expected: reference.mapped(started, (value, channel) =>
        reference.leaky([0.1, 0.4, -0.3][channel] ?? 0)(value),
      ),
    },
    'PReLU of a row': {
      layer: {
        kind: 'PReLU',
        config: { shared_axes: null },
        inputs: ['lower'],
        weights: { alpha: { shape: [3], data: [0.1, 0.4, -0.3] } },
      },
      before: { lower: { kind: 'Rescaling', config: { scale: 1, offset: -7 }, inputs: ['row'] } },
      expected: reference.mapped(rowed, (value, channel) =>
        reference.leaky([0.1, 0.4, -0.3][channel] ?? 0)(value - 7),
      ),
    },
    ELU: {
      layer: { kind: 'ELU', config: { alpha: 1 } },
      expected: reference.mapped(started, reference.activations.elu),
    },
    'Softmax of a row': {
      layer: { kind: 'Softmax', config: { axis: -1 }, inputs: ['row'] },
      expected: reference.softmax(rowed),
    },
    ZeroPadding2D: {
      layer: {
        kind: 'ZeroPadding2D',
        config: {
          padding: [
            [1, 2],
            [0, 3],
          ],
          data_format: 'channels_last',
        },
      },
      expected: reference.padded(started, [
        [1, 2],
        [0, 3],
      ]),
    },
    Cropping2D: {
      layer: {
        kind: 'Cropping2D',
        config: {
          cropping: [
            [0, 2],
            [1, 1],
          ],
          data_format: 'channels_last',
        },
      },
      expected: reference.padded(started, [
        [0, -2],
        [-1, -1],
      ]),
    },
    UpSampling2D: {
      layer: {
        kind: 'UpSampling2D',
        config: { size: [2, 3], interpolation: 'nearest', data_format: 'channels_last' },
      },
      expected: reference.enlarged(started, [2, 3]),
    },
    'MaxPooling2D with same padding': {
      layer: { kind: 'MaxPooling2D', config: { pool_size: [3, 3], strides: [2, 2], padding: 'same' } },
      expected: reference.pooling(started, 'max', [3, 3], { strides: [2, 2], padding: 'same' }),
    },
    'AveragePooling2D, of which padding is no part': {
      layer: { kind: 'AveragePooling2D', config: { pool_size: [3, 2], strides: [1, 2], padding: 'same' } },
      expected: reference.pooling(started, 'mean', [3, 2], { strides: [1, 2], padding: 'same' }),
    },
    'AveragePooling2D that steps by its size': {
      layer: { kind: 'AveragePooling2D', config: { pool_size: [2, 2], strides: null, padding: 'valid' } },
      expected: reference.pooling(started, 'mean', [2, 2], { strides: [2, 2] }),
    },
    GlobalAveragePooling2D: {
      layer: { kind: 'GlobalAveragePooling2D', config: { keepdims: false } },
      expected: means,
    },
    'GlobalAveragePooling2D that keeps a place': {
      layer: { kind: 'GlobalAveragePooling2D', config: { keepdims: true } },
      expected: meanPlace,
    },
    GlobalMaxPooling2D: { layer: { kind: 'GlobalMaxPooling2D' }, expected: rowed },
    'GlobalMaxPooling2D that keeps a place, before a convolution': {
      before: { most: { kind: 'GlobalMaxPooling2D', config: { keepdims: true }, inputs: ['start'] } },
      layer: {
        kind: 'Conv2D',
        config: {
          ...savedSettings,
          filters: 4,
          kernel_size: [1, 1],
          strides: [1, 1],
          padding: 'same',
          use_bias: false,
        },
        inputs: ['most'],
        weights: { kernel: { ...denseKernel, shape: [1, 1, 3, 4] } },
      },
      expected: reference.dense(rowed, denseKernel),
    },
    'Flatten, row by row of the picture': {
      layer: { kind: 'Flatten', config: { data_format: 'channels_last' } },
      expected: reference.flattened(started),
    },
    'Flatten of a row': { layer: { kind: 'Flatten', inputs: ['row'] }, expected: rowed },
    'Reshape to one place and back': {
      before: { place: { kind: 'Reshape', config: { target_shape: [1, 1, 3] }, inputs: ['row'] } },
      layer: { kind: 'Reshape', config: { target_shape: [3] }, inputs: ['place'] },
      expected: rowed,
    },
    'Reshape to one place of as many numbers as there are, times the picture': {
      before: { place: { kind: 'Reshape', config: { target_shape: [1, 1, -1] }, inputs: ['row'] } },
      layer: { kind: 'Multiply', inputs: ['start', 'place'] },
      expected: reference.merged(
        started,
        reference.reshaped(rowed, [2, 1, 1, 3]),
        (left, right) => left * right,
      ),
    },
    'Add of three, one of them a single place': {
      before: second,
      layer: { kind: 'Add', inputs: all },
      expected: mergedAll((left, right) => left + right),
    },
    Subtract: {
      before: second,
      layer: { kind: 'Subtract', inputs: ['relu', 'start'] },
      expected: reference.merged(relued, started, (left, right) => left - right),
    },
    'Multiply of three': {
      before: second,
      layer: { kind: 'Multiply', inputs: all },
      expected: mergedAll((left, right) => left * right),
    },
    'Average of three': {
      before: second,
      layer: { kind: 'Average', inputs: all },
      expected: reference.mapped(
        mergedAll((left, right) => left + right),
        (value) => value / 3,
      ),
    },
    'Maximum of three': {
      before: second,
      layer: { kind: 'Maximum', inputs: all },
      expected: mergedAll(Math.max),
    },
    'Minimum of three': {
      before: second,
      layer: { kind: 'Minimum', inputs: all },
      expected: mergedAll(Math.min),
    },
    'Multiply of rows': {
      before: second,
      layer: { kind: 'Multiply', inputs: ['row', 'rowRelu'] },
      expected: reference.merged(
        rowed,
        reference.mapped(rowed, reference.activations.relu),
        (left, right) => left * right,
      ),
    },
    Concatenate: {
      before: second,
      layer: { kind: 'Concatenate', config: { axis: 3 }, inputs: ['relu', 'start', 'relu'] },
      expected: reference.concatenated([relued, started, relued]),
    },
    'Concatenate of rows': {
      before: { ...second, wide: { kind: 'Flatten', inputs: ['start'] } },
      layer: { kind: 'Concatenate', config: { axis: -1 }, inputs: ['row', 'wide'] },
      expected: reference.concatenated([rowed, reference.flattened(started)]),
    },
    ...Object.fromEntries(
      trainingKinds.map((kind) => [
        `${kind}, which is for training`,
        { layer: { kind, config: { rate: 0.5, stddev: 1, l1: 1, l2: 1, seed: null } }, expected: started },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(reference.activations).map(([activation, number]) => [
        `the activation ${activation}`,
        {
          layer: { kind: 'Activation', config: { activation } },
          expected: reference.mapped(started, number),
        },
      ]),
    ),
  }

  it.each(Object.keys(cases))('%s', async (what) => {
    const found = cases[what]
    if (!found) throw new Error(`There is no case ${what}.`)
    const artifacts = layersModel({
      start,
      row,
      ...found.before,
      tested: { inputs: ['start'], ...found.layer },
    })
    await expectEnginesAgree(artifacts, 'tested', size, found.expected)
  })
})
