import { describe, it } from 'vitest'
import { randomWeights } from './engines-agree'
import { expectLayer, rowed, started, type LayerCase } from './layers-cases'
import { savedSettings, type TestLayer } from './layers-fixture'
import * as reference from './reference-network'
import type { Trained } from './reference-network'

const { normal } = randomWeights(7)
const kernel = normal(3, 2, 3, 4)
const bias = normal(4)
const apart = normal(3, 3, 3, 2)
const wideBias = normal(6)
const together = normal(1, 1, 6, 4)
const denseKernel = normal(3, 4)

/** A convolution, with strides and dilations of 1 and same padding unless its settings say otherwise. */
const convolution = (
  kind: string,
  config: Record<string, unknown>,
  weights: Record<string, Trained>,
): TestLayer => ({
  kind,
  config: { ...savedSettings, strides: [1, 1], padding: 'same', dilation_rate: [1, 1], ...config },
  weights,
})

const cases: Record<string, LayerCase> = {
  'Conv2D with same padding, strides and a bias': {
    layer: convolution('Conv2D', { filters: 4, kernel_size: [3, 2], strides: [2, 2] }, { kernel, bias }),
    expected: reference.biased(
      reference.convolution(started, kernel, { strides: [2, 2], padding: 'same' }),
      bias,
    ),
  },
  'Conv2D with dilations and an activation, without a bias': {
    layer: convolution(
      'Conv2D',
      { filters: 4, kernel_size: [3, 2], dilation_rate: [2, 3], use_bias: false, activation: 'relu6' },
      { kernel },
    ),
    expected: reference.mapped(
      reference.convolution(started, kernel, { dilations: [2, 3], padding: 'same' }),
      reference.activations.relu6,
    ),
  },
  'DepthwiseConv2D with a multiplier': {
    layer: convolution(
      'DepthwiseConv2D',
      { kernel_size: [3, 3], strides: [2, 2], depth_multiplier: 2, activation: 'tanh' },
      { depthwise_kernel: apart, bias: wideBias },
    ),
    expected: reference.mapped(
      reference.biased(
        reference.depthwiseConvolution(started, apart, { strides: [2, 2], padding: 'same' }),
        wideBias,
      ),
      Math.tanh,
    ),
  },
  SeparableConv2D: {
    layer: convolution(
      'SeparableConv2D',
      {
        filters: 4,
        kernel_size: [3, 3],
        strides: [2, 2],
        padding: 'valid',
        depth_multiplier: 2,
        activation: 'sigmoid',
        depthwise_initializer: { class_name: 'GlorotUniform', config: {} },
        pointwise_initializer: { class_name: 'GlorotUniform', config: {} },
      },
      { depthwise_kernel: apart, pointwise_kernel: together, bias },
    ),
    expected: reference.mapped(
      reference.biased(
        reference.convolution(reference.depthwiseConvolution(started, apart, { strides: [2, 2] }), together),
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
}

describe('a layer compiled to ONNX, and cut for TensorFlow.js, gives what its definition says:', () => {
  it.each(Object.entries(cases))('%s', (_, found) => expectLayer(found))
})
