import { describe, it } from 'vitest'
import { expectLayer, rowed, started, type LayerCase } from './layers-cases'
import type { TestLayer } from './layers-fixture'
import * as reference from './reference-network'

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
const meanPlace = reference.reshaped(reference.globalPooling(started, 'mean'), [2, 1, 1, 3])
const all = ['start', 'relu', 'means']
const mergedAll = (number: (left: number, right: number) => number) =>
  reference.merged(reference.merged(started, relued, number), meanPlace, number)

const cases: Record<string, LayerCase> = {
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
}

describe('a layer compiled to ONNX, and cut for TensorFlow.js, gives what its definition says:', () => {
  it.each(Object.entries(cases))('%s', (_, found) => expectLayer(found))
})
