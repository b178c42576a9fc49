import { describe, it } from 'vitest'
import { expectEnginesAgree, inputOf, randomWeights } from './engines-agree'
import {
  attribute,
  beginning,
  floats,
  graphModel,
  known,
  packed,
  scalar,
  vector,
  wholeNumbers,
  windowAttributes,
  type TestConstant,
  type TestNode,
} from './graph-fixture'
import * as reference from './reference-network'
import type { Trained, Values } from './reference-network'

const size = 7
const { normal, positive } = randomWeights(11)

/** What `start` and `row` are. */
const started = reference.padded(inputOf(size), [
  [0, 2],
  [1, 0],
])
const rowed = reference.globalPooling(started, 'max')

type Case = {
  nodes: Record<string, TestNode>
  constants?: Record<string, TestConstant>
  expected: Values
}

const kernel = normal(3, 2, 3, 4)
const wide = normal(3, 3, 3, 2)
const bias = normal(4)
const wideBias = normal(6)
const slopes = normal(4)
const matrix = normal(3, 4)
const turned: Trained = {
  shape: [4, 3],
  data: Array.from({ length: 12 }, (_, index) => matrix.data[(index % 3) * 4 + Math.floor(index / 3)] ?? 0),
}
const statistics = { gamma: normal(3), beta: normal(3), mean: normal(3), variance: positive(3) }
const convolved = reference.convolution(started, kernel, { strides: [2, 1], padding: 'same' })
const convolvedWide = reference.depthwiseConvolution(started, wide, { padding: 'same' })
const product = reference.dense(rowed, matrix)
const channel = [0.5, -2, 3]
const perChannel = (number: (value: number, own: number) => number) =>
  reference.mapped(started, (value, index) => number(value, channel[index] ?? 0))
const relued = reference.mapped(started, reference.activations.relu)
const one = (op: string, attr: Record<string, unknown> = {}): Case['nodes'] => ({ tested: { op, attr } })
const slope = (values: Values, by: ArrayLike<number>) =>
  reference.mapped(values, (value, index) => reference.leaky(by[index] ?? 0)(value))

const fusedConvolution = (activation: string, attr: Record<string, unknown> = {}): Case['nodes'] => ({
  tested: {
    op: '_FusedConv2D',
    input: ['start', 'kernel', 'bias', ...(activation === 'Prelu' ? ['slopes'] : [])],
    attr: {
      ...windowAttributes({ strides: [2, 1], padding: 'SAME', fused: ['BiasAdd', activation] }),
      ...attr,
    },
  },
})
const convolutionConstants = {
  kernel: floats(kernel),
  bias: floats(bias),
  slopes: floats({ ...slopes, shape: [1, 1, 4] }),
}
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

const cases: Record<string, Case> = {
  'Conv2D, with a bias added': {
    nodes: {
      convolved: {
        op: 'Conv2D',
        input: ['start', 'kernel'],
        attr: windowAttributes({ strides: [2, 1], padding: 'SAME', dilations: [1, 1] }),
      },
      tested: { op: 'BiasAdd', input: ['convolved', 'bias'], attr: { data_format: attribute.text('NHWC') } },
    },
    constants: convolutionConstants,
    expected: reference.biased(convolved, bias),
  },
  'Conv2D with explicit paddings': {
    nodes: {
      tested: {
        op: 'Conv2D',
        input: ['start', 'kernel'],
        attr: windowAttributes({ strides: [3, 2], explicit: [1, 2, 0, 1] }),
      },
    },
    constants: convolutionConstants,
    expected: reference.convolution(started, kernel, {
      strides: [3, 2],
      padding: [
        [1, 2],
        [0, 1],
      ],
    }),
  },
  'Conv2D with dilations': {
    nodes: {
      tested: {
        op: 'Conv2D',
        input: ['start', 'kernel'],
        attr: windowAttributes({ dilations: [2, 3], padding: 'SAME' }),
      },
    },
    constants: convolutionConstants,
    expected: reference.convolution(started, kernel, { dilations: [2, 3], padding: 'same' }),
  },
  ...Object.fromEntries(
    (['Relu', 'Relu6', 'Elu', 'Sigmoid'] as const).map((activation) => [
      `_FusedConv2D with ${activation}`,
      {
        nodes: fusedConvolution(activation),
        constants: convolutionConstants,
        expected: reference.mapped(
          reference.biased(convolved, bias),
          reference.activations[activations[activation]],
        ),
      },
    ]),
  ),
  '_FusedConv2D with LeakyRelu': {
    nodes: fusedConvolution('LeakyRelu', { leakyrelu_alpha: attribute.number(0.3) }),
    constants: convolutionConstants,
    expected: reference.mapped(reference.biased(convolved, bias), reference.leaky(0.3)),
  },
  '_FusedConv2D with Prelu': {
    nodes: fusedConvolution('Prelu', { num_args: attribute.whole(2) }),
    constants: convolutionConstants,
    expected: slope(reference.biased(convolved, bias), slopes.data),
  },
  DepthwiseConv2dNative: {
    nodes: {
      tested: {
        op: 'DepthwiseConv2dNative',
        input: ['start', 'kernel'],
        attr: windowAttributes({ padding: 'SAME' }),
      },
    },
    constants: { kernel: floats(wide) },
    expected: convolvedWide,
  },
  FusedDepthwiseConv2dNative: {
    nodes: {
      tested: {
        op: 'FusedDepthwiseConv2dNative',
        input: ['start', 'kernel', 'bias'],
        attr: windowAttributes({ padding: 'SAME', fused: ['BiasAdd', 'Relu6'], dilations: [1, 1] }),
      },
    },
    constants: { kernel: floats(wide), bias: floats(wideBias) },
    expected: reference.mapped(reference.biased(convolvedWide, wideBias), reference.activations.relu6),
  },
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
  MatMul: {
    nodes: {
      tested: {
        op: 'MatMul',
        input: ['row', 'matrix'],
        attr: { transpose_a: attribute.flag(false), transpose_b: attribute.flag(false) },
      },
    },
    constants: { matrix: floats(matrix) },
    expected: product,
  },
  'MatMul with a matrix that lies the other way': {
    nodes: {
      tested: {
        op: 'MatMul',
        input: ['row', 'matrix'],
        attr: { transpose_a: attribute.flag(false), transpose_b: attribute.flag(true) },
      },
    },
    constants: { matrix: floats(turned) },
    expected: product,
  },
  _FusedMatMul: {
    nodes: {
      tested: {
        op: '_FusedMatMul',
        input: ['row', 'matrix', 'bias'],
        attr: {
          fused_ops: attribute.texts(['BiasAdd', 'Relu']),
          num_args: attribute.whole(1),
          transpose_a: attribute.flag(false),
          transpose_b: attribute.flag(false),
        },
      },
    },
    constants: { matrix: floats(matrix), bias: floats(bias) },
    expected: reference.mapped(reference.biased(product, bias), reference.activations.relu),
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
    expected: product,
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
  it.each(Object.keys(cases))('%s', async (what) => {
    const found = cases[what]
    if (!found) throw new Error(`There is no case ${what}.`)
    const artifacts = graphModel({ ...beginning, ...found.nodes }, { ...known, ...found.constants })
    await expectEnginesAgree(artifacts, 'tested', size, found.expected)
  })
})
