import { describe, it } from 'vitest'
import { randomWeights } from './engines-agree'
import { expectOperation, one, rowed, started, type GraphCase } from './graph-cases'
import { attribute, floats, packed, scalar, wholeNumbers, windowAttributes } from './graph-fixture'
import * as reference from './reference-network'

const { normal } = randomWeights(11)
const matrix = normal(3, 4)
const relued = reference.mapped(started, reference.activations.relu)

const cases: Record<string, GraphCase> = {
  MaxPool: {
    nodes: one('MaxPool', windowAttributes({ size: [3, 2], strides: [2, 2], padding: 'SAME' })),
    expected: reference.pooling(started, 'max', [3, 2], { strides: [2, 2], padding: 'same' }),
  },
  'AvgPool, of which padding is no part': {
    nodes: one('AvgPool', windowAttributes({ size: [3, 3], strides: [2, 1], padding: 'SAME' })),
    expected: reference.pooling(started, 'mean', [3, 3], { strides: [2, 1], padding: 'same' }),
  },
  'Mean over the places': {
    nodes: { tested: { op: 'Mean', input: ['start', 'back'], attr: { keep_dims: attribute.flag(false) } } },
    constants: { back: wholeNumbers([-2, -3]) },
    expected: reference.globalPooling(started, 'mean'),
  },
  'Mean that keeps a place, times the picture': {
    nodes: {
      mean: { op: 'Mean', input: ['start', 'axes'], attr: { keep_dims: attribute.flag(true) } },
      tested: { op: 'Mul', input: ['start', 'mean'] },
    },
    expected: reference.merged(
      started,
      reference.reshaped(reference.globalPooling(started, 'mean'), [2, 1, 1, 3]),
      (left, right) => left * right,
    ),
  },
  'Max over the places': {
    nodes: { tested: { op: 'Identity', input: ['row'] } },
    expected: rowed,
  },
  Pad: {
    nodes: { tested: { op: 'Pad', input: ['start', 'paddings'] } },
    constants: { paddings: wholeNumbers([0, 0, 1, 2, 3, 0, 0, 0], [4, 2]) },
    expected: reference.padded(started, [
      [1, 2],
      [3, 0],
    ]),
  },
  'PadV2 with zero': {
    nodes: { tested: { op: 'PadV2', input: ['start', 'paddings', 'zero'] } },
    constants: { paddings: wholeNumbers([0, 0, 1, 2, 3, 0, 0, 0], [4, 2]), zero: scalar(0) },
    expected: reference.padded(started, [
      [1, 2],
      [3, 0],
    ]),
  },
  'ConcatV2 of pictures': {
    nodes: {
      relued: { op: 'Relu' },
      tested: { op: 'ConcatV2', input: ['start', 'relued', 'axis'], attr: { N: attribute.whole(2) } },
    },
    constants: { axis: wholeNumbers([3], []) },
    expected: reference.concatenated([started, relued]),
  },
  'ConcatV2 of rows': {
    nodes: { tested: { op: 'ConcatV2', input: ['row', 'row', 'axis'], attr: { N: attribute.whole(2) } } },
    constants: { axis: wholeNumbers([-1], []) },
    expected: reference.concatenated([rowed, rowed]),
  },
  'Reshape to a row, row by row of the picture': {
    nodes: { tested: { op: 'Reshape', input: ['start', 'shape'] } },
    constants: { shape: wholeNumbers([-1, 9 * 8 * 3]) },
    expected: reference.flattened(started),
  },
  'Reshape to one place, by a constant': {
    nodes: {
      place: { op: 'Reshape', input: ['row', 'shape'] },
      tested: { op: 'Conv2D', input: ['place', 'kernel'], attr: windowAttributes({}) },
    },
    constants: { shape: wholeNumbers([-1, 1, 1, 3]), kernel: floats({ ...matrix, shape: [1, 1, 3, 4] }) },
    expected: reference.dense(rowed, matrix),
  },
  'Reshape to one place, by a shape that has the size of the batch': {
    ...packed(0, [1, 1, 3]),
    expected: reference.reshaped(rowed, [2, 1, 1, 3]),
  },
  'Squeeze of the only place': {
    nodes: {
      place: { op: 'Mean', input: ['start', 'axes'], attr: { keep_dims: attribute.flag(true) } },
      tested: { op: 'Squeeze', input: ['place'], attr: { squeeze_dims: attribute.wholes([1, 2]) } },
    },
    expected: reference.globalPooling(started, 'mean'),
  },
}

describe('an operation compiled to ONNX gives what its definition says:', () => {
  it.each(Object.entries(cases))('%s', (_, found) => expectOperation(found))
})
