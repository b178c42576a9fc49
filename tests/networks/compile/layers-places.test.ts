import { describe, it } from 'vitest'
import { expectLayer, rowed, started, type LayerCase } from './layers-cases'
import * as reference from './reference-network'

const means = reference.globalPooling(started, 'mean')

const cases: Record<string, LayerCase> = {
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
    expected: reference.reshaped(means, [2, 1, 1, 3]),
  },
  GlobalMaxPooling2D: { layer: { kind: 'GlobalMaxPooling2D' }, expected: rowed },
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
}

describe('a layer compiled to ONNX, and cut for TensorFlow.js, gives what its definition says:', () => {
  it.each(Object.entries(cases))('%s', (_, found) => expectLayer(found))
})
