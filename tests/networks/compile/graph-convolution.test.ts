import { describe, it } from 'vitest'
import { randomWeights } from './engines-agree'
import { expectOperation, rowed, slope, started, type GraphCase } from './graph-cases'
import { attribute, floats, windowAttributes } from './graph-fixture'
import * as reference from './reference-network'
import type { Trained } from './reference-network'

const { normal } = randomWeights(11)
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
const convolved = reference.convolution(started, kernel, { strides: [2, 1], padding: 'same' })
const convolvedWide = reference.depthwiseConvolution(started, wide, { padding: 'same' })
const product = reference.dense(rowed, matrix)

const fusedConvolution = (activation: string, attr: Record<string, unknown> = {}): GraphCase['nodes'] => ({
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

const cases: Record<string, GraphCase> = {
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
    (
      [
        ['Relu', 'relu'],
        ['Relu6', 'relu6'],
        ['Elu', 'elu'],
        ['Sigmoid', 'sigmoid'],
      ] as const
    ).map(([activation, number]) => [
      `_FusedConv2D with ${activation}`,
      {
        nodes: fusedConvolution(activation),
        constants: convolutionConstants,
        expected: reference.mapped(reference.biased(convolved, bias), reference.activations[number]),
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
}

describe('an operation compiled to ONNX gives what its definition says:', () => {
  it.each(Object.entries(cases))('%s', (_, found) => expectOperation(found))
})
