import { describe, it } from 'vitest'
import { randomWeights } from './engines-agree'
import { expectOperation, one, rowed, slope, started, type GraphCase } from './graph-cases'
import { attribute, floats, scalar, vector } from './graph-fixture'
import * as reference from './reference-network'

const { normal, positive } = randomWeights(11)
const statistics = { gamma: normal(3), beta: normal(3), mean: normal(3), variance: positive(3) }
const channel = [0.5, -2, 3]
const perChannel = (number: (value: number, own: number) => number) =>
  reference.mapped(started, (value, index) => number(value, channel[index] ?? 0))

const arithmetic: [string, (left: number, right: number) => number][] = [
  ['Add', (left, right) => left + right],
  ['AddV2', (left, right) => left + right],
  ['Sub', (left, right) => left - right],
  ['Mul', (left, right) => left * right],
  ['RealDiv', (left, right) => left / right],
  ['Maximum', Math.max],
  ['Minimum', Math.min],
]
const activations = {
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Selu: 'selu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
} as const

const cases: Record<string, GraphCase> = {
  ...Object.fromEntries(
    ['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'].map((op) => [
      op,
      {
        nodes: {
          tested: {
            op,
            input: ['start', 'gamma', 'beta', 'mean', 'variance'],
            attr: {
              epsilon: attribute.number(0.01),
              is_training: attribute.flag(false),
              data_format: attribute.text('NHWC'),
            },
          },
        },
        constants: Object.fromEntries(
          Object.entries(statistics).map(([name, value]) => [name, floats(value)]),
        ),
        expected: reference.normalised(started, {
          gamma: statistics.gamma.data,
          beta: statistics.beta.data,
          mean: statistics.mean.data,
          variance: statistics.variance.data,
          epsilon: 0.01,
        }),
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(activations).map(([op, activation]) => [
      op,
      { nodes: one(op), expected: reference.mapped(started, reference.activations[activation]) },
    ]),
  ),
  LeakyRelu: {
    nodes: one('LeakyRelu', { alpha: attribute.number(0.1) }),
    expected: reference.mapped(started, reference.leaky(0.1)),
  },
  Prelu: {
    nodes: { tested: { op: 'Prelu', input: ['start', 'slopes'] } },
    constants: { slopes: vector(...channel) },
    expected: slope(started, channel),
  },
  Softmax: { nodes: { tested: { op: 'Softmax', input: ['row'] } }, expected: reference.softmax(rowed) },
  ...Object.fromEntries(
    arithmetic.flatMap(([op, number]) => [
      [
        `${op} of two pictures`,
        {
          nodes: {
            gate: { op: 'Sigmoid' },
            other: { op: 'AddV2', input: ['gate', 'by'] },
            tested: { op, input: ['start', 'other'] },
          },
          constants: { by: scalar(1) },
          expected: reference.merged(
            started,
            reference.mapped(started, (value) => reference.activations.sigmoid(value) + 1),
            number,
          ),
        },
      ],
      [
        `${op} with a number`,
        {
          nodes: { tested: { op, input: ['start', 'by'] } },
          constants: { by: scalar(1.5) },
          expected: reference.mapped(started, (value) => number(value, 1.5)),
        },
      ],
      [
        `${op} with one number for each channel`,
        {
          nodes: { tested: { op, input: ['start', 'by'] } },
          constants: { by: vector(...channel) },
          expected: perChannel(number),
        },
      ],
    ]),
  ),
  'Sub from a constant, seen through Identity': {
    nodes: {
      same: { op: 'Identity', input: ['by'] },
      tested: { op: 'Sub', input: ['same', 'start:0', '^row'] },
    },
    constants: { by: { value: { shape: [1, 1, 1, 3], data: channel } } },
    expected: perChannel((value, own) => own - value),
  },
  'Mul of a row': {
    nodes: { tested: { op: 'Mul', input: ['row', 'by'] } },
    constants: { by: { value: { shape: [1, 3], data: channel } } },
    expected: reference.mapped(rowed, (value, index) => value * (channel[index] ?? 0)),
  },
}

describe('an operation compiled to ONNX gives what its definition says:', () => {
  it.each(Object.entries(cases))('%s', (_, found) => expectOperation(found))
})
