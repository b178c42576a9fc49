import { describe, expect, it } from 'vitest'
import { translateGraphModel } from '@/lib/networks/compile/translate-graph-model'
import { randomWeights } from './engines-agree'
import {
  attribute,
  beginning,
  floats,
  graphModel,
  known,
  packed,
  scalar,
  wholeNumbers,
  windowAttributes,
  type TestConstant,
  type TestNode,
} from './graph-fixture'

const { normal } = randomWeights(5)
const bias = normal(4)
const matrix = normal(3, 4)

describe('an operation is refused by its name when it', () => {
  const translate = (nodes: Record<string, TestNode>, constants: Record<string, TestConstant> = {}) =>
    translateGraphModel(
      { nodes: [], constants: [], prefix: '' },
      graphModel({ ...beginning, ...nodes }, { ...known, ...constants }),
      'input',
      ['tested'],
    )
  const kernels = { kernel: floats(normal(3, 3, 3, 4)), bias: floats(bias), matrix: floats(matrix) }
  const refusals: [string, Record<string, TestNode>, Record<string, TestConstant>, string][] = [
    [
      'is of an unknown kind',
      { tested: { op: 'MirrorPad' } },
      {},
      'Layer tested is the operation MirrorPad, which cannot be compiled.',
    ],
    [
      'asks for a shape for itself',
      { tested: { op: 'Shape' } },
      {},
      'Layer tested is the operation Shape, which cannot be compiled.',
    ],
    [
      'has its channels first',
      {
        tested: {
          op: 'Conv2D',
          input: ['start', 'kernel'],
          attr: { ...windowAttributes({}), data_format: attribute.text('NCHW') },
        },
      },
      kernels,
      'Layer tested is the operation Conv2D with data_format "NCHW", which cannot be compiled.',
    ],
    [
      'strides over the batch',
      {
        tested: {
          op: 'Conv2D',
          input: ['start', 'kernel'],
          attr: { ...windowAttributes({}), strides: attribute.wholes([2, 1, 1, 1]) },
        },
      },
      kernels,
      'Layer tested is the operation Conv2D with strides [2,1,1,1], which cannot be compiled.',
    ],
    [
      'has both strides and dilations',
      {
        tested: {
          op: 'Conv2D',
          input: ['start', 'kernel'],
          attr: windowAttributes({ strides: [2, 2], dilations: [2, 2] }),
        },
      },
      kernels,
      'Layer tested is the operation Conv2D with dilations [1,2,2,1], which cannot be compiled.',
    ],
    [
      'fuses something else',
      {
        tested: {
          op: '_FusedConv2D',
          input: ['start', 'kernel'],
          attr: windowAttributes({ fused: ['FusedBatchNorm'] }),
        },
      },
      kernels,
      'Layer tested fuses FusedBatchNorm; known are BiasAdd and one activation.',
    ],
    [
      'fuses an unknown activation',
      {
        tested: {
          op: '_FusedConv2D',
          input: ['start', 'kernel', 'bias'],
          attr: windowAttributes({ fused: ['BiasAdd', 'Mish'] }),
        },
      },
      kernels,
      'Layer tested has the activation Mish, which cannot be compiled.',
    ],
    [
      'convolves with what is no constant',
      { tested: { op: 'Conv2D', input: ['start', 'row'], attr: windowAttributes({}) } },
      {},
      'Layer tested has no weight row.',
    ],
    [
      'convolves a row',
      { tested: { op: 'Conv2D', input: ['row', 'kernel'], attr: windowAttributes({}) } },
      kernels,
      'Layer tested is the operation Conv2D reading one row of numbers a picture, which cannot be compiled.',
    ],
    [
      'multiplies a picture by a matrix',
      { tested: { op: 'MatMul', input: ['start', 'matrix'] } },
      kernels,
      'Layer tested is the operation MatMul reading [height, width, channels], which cannot be compiled.',
    ],
    [
      'turns what it multiplies',
      { tested: { op: 'MatMul', input: ['row', 'matrix'], attr: { transpose_a: attribute.flag(true) } } },
      kernels,
      'Layer tested is the operation MatMul with transpose_a true, which cannot be compiled.',
    ],
    [
      'is for training',
      { tested: { op: 'FusedBatchNormV3', input: ['start'], attr: { is_training: attribute.flag(true) } } },
      {},
      'Layer tested is the operation FusedBatchNormV3 with is_training true, which cannot be compiled.',
    ],
    [
      'pads channels',
      { tested: { op: 'Pad', input: ['start', 'paddings'] } },
      { paddings: wholeNumbers([0, 0, 0, 0, 0, 0, 0, 1], [4, 2]) },
      'Layer tested is the operation Pad with paddings [0, 0, 0, 0, 0, 0, 0, 1], which cannot be compiled.',
    ],
    [
      'pads with ones',
      { tested: { op: 'PadV2', input: ['start', 'start/paddings', 'one'] } },
      { one: scalar(1) },
      'Layer tested is the operation PadV2 with 1, which cannot be compiled.',
    ],
    [
      'averages channels',
      { tested: { op: 'Mean', input: ['start', 'along'] } },
      { along: wholeNumbers([3]) },
      'Layer tested is the operation Mean along the axes [3], which cannot be compiled.',
    ],
    [
      'squeezes the batch',
      { tested: { op: 'Squeeze', attr: { squeeze_dims: attribute.wholes([0]) } } },
      {},
      'Layer tested is the operation Squeeze along the axes [0], which cannot be compiled.',
    ],
    [
      'puts pictures below each other',
      { tested: { op: 'ConcatV2', input: ['start', 'start', 'along'] } },
      { along: wholeNumbers([1], []) },
      'Layer tested is the operation ConcatV2 along the axis 1, which cannot be compiled.',
    ],
    [
      'takes a softmax of each place',
      { tested: { op: 'Softmax' } },
      {},
      'Layer tested has the activation softmax of what is [height, width, channels], which cannot be compiled.',
    ],
    [
      'has a number for each place',
      { tested: { op: 'Add', input: ['start', 'by'] } },
      { by: { value: { shape: [9, 8, 1], data: new Float32Array(72) } } },
      'Layer tested is the operation Add of the constant by of shape [9, 8, 1], which cannot be compiled.',
    ],
    [
      'adds a row to a picture',
      { tested: { op: 'Add', input: ['start', 'row'] } },
      {},
      'Layer tested is the operation Add of [height, width, channels] and of one row of numbers a picture, which cannot be compiled.',
    ],
    [
      'adds constants',
      { tested: { op: 'Add', input: ['by', 'by'] } },
      { by: scalar(1) },
      'Layer tested is the operation Add of nothing but constants, which cannot be compiled.',
    ],
    [
      'takes places for pictures',
      { tested: { op: 'Reshape', input: ['start', 'shape'] } },
      { shape: wholeNumbers([-1, 8, 3]) },
      'Layer tested is the operation Reshape to the shape [-1, 8, 3], which cannot be compiled.',
    ],
    [
      'is reshaped by something other than the size of the batch',
      packed(1, [3]).nodes,
      packed(1, [3]).constants,
      'Layer tested is the operation Reshape to a shape of which batch gives a part, which cannot be compiled.',
    ],
    [
      'is reshaped by a shape that is worked out',
      { tested: { op: 'Reshape', input: ['start', 'row'] } },
      {},
      'Layer tested is the operation Reshape to the shape that row gives, which cannot be compiled.',
    ],
    [
      'reads nothing known',
      { tested: { op: 'Relu', input: ['nowhere'] } },
      {},
      'The network has no layer nowhere.',
    ],
  ]

  it.each(refusals)('%s', (_, nodes, constants, message) => {
    expect(() => translate(nodes, constants)).toThrow(message)
  })
})
