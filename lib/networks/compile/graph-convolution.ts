import { z } from 'zod'
import { addActivation, addLeakyRelu, addParametricRelu } from './activations'
import { addConstant, addNode, int, type Feature } from './graph-builder'
import {
  dataFormat,
  featureOfRank,
  refuse,
  settingsOf,
  spatial,
  weightOf,
  type AddOperation,
  type GraphContext,
} from './graph-context'
import { channelSlopes } from './graph-elementwise'
import { addConvolution, addWindowPooling, type Margins, type Window } from './windows'

const fused = { fused_ops: z.array(z.string()).default([]), leakyrelu_alpha: z.number().default(0.2) }
const window = {
  strides: spatial,
  padding: z.enum(['SAME', 'VALID', 'EXPLICIT']),
  explicit_paddings: z.array(z.number()).default([]),
  data_format: dataFormat,
}
const convolution = z
  .object({ ...window, ...fused, dilations: spatial.default([1, 1]) })
  .refine(({ strides, dilations }) => Math.max(...strides) === 1 || Math.max(...dilations) === 1, {
    path: ['dilations'],
  })
const pooling = z.object({ ...window, ksize: spatial })
const product = z.object({
  ...fused,
  transpose_a: z.literal(false).default(false),
  transpose_b: z.boolean().default(false),
})

const activations: Readonly<Record<string, string>> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
}

/** Operations over windows, and products with trained matrices. */
export const convolutionOperations: Readonly<Record<string, AddOperation>> = {
  Conv2D: addConvolutionOperation,
  _FusedConv2D: addConvolutionOperation,
  DepthwiseConv2dNative: addConvolutionOperation,
  FusedDepthwiseConv2dNative: addConvolutionOperation,
  MaxPool: (context) => addPoolingOperation(context, 'MaxPool'),
  AvgPool: (context) => addPoolingOperation(context, 'AveragePool'),
  MatMul: addProduct,
  _FusedMatMul: addProduct,
}

function addConvolutionOperation(context: GraphContext): Feature {
  const { builder, node, name, inputs } = context
  const settings = settingsOf(context, convolution)
  const { biased, activation } = fusedWith(settings.fused_ops, context)
  const { output } = featureOfRank(context, inputs[0], 4)
  const kernel = {
    weight: weightOf(context, inputs[1]),
    bias: biased ? weightOf(context, inputs[2]) : undefined,
    depthwise: node.op.includes('Depthwise'),
  }
  const { strides, dilations } = settings
  const padding = paddingOf(settings, context)
  const convolved = addConvolution(builder, `${name}:linear`, output, kernel, { strides, dilations, padding })
  return addFusedActivation(context, { output: convolved, rank: 4 }, activation, settings.leakyrelu_alpha)
}

function addProduct(context: GraphContext): Feature {
  const { builder, name, inputs } = context
  const { fused_ops, leakyrelu_alpha, transpose_b } = settingsOf(context, product)
  const { biased, activation } = fusedWith(fused_ops, context)
  const { output } = featureOfRank(context, inputs[0], 2)
  const { shape, data } = weightOf(context, inputs[1])
  const factors = [output, addConstant(builder, `${name}:kernel`, shape, data)]
  if (biased) {
    const bias = weightOf(context, inputs[2])
    factors.push(addConstant(builder, `${name}:bias`, bias.shape, bias.data))
  }
  const attributes = transpose_b ? { transB: int(1) } : undefined
  const linear = addNode(builder, 'Gemm', `${name}:linear`, factors, attributes)
  return addFusedActivation(context, { output: linear, rank: 2 }, activation, leakyrelu_alpha)
}

function addPoolingOperation(context: GraphContext, operator: 'MaxPool' | 'AveragePool'): Feature {
  const { builder, name, inputs } = context
  const settings = settingsOf(context, pooling)
  const { output } = featureOfRank(context, inputs[0], 4)
  const read = { size: settings.ksize, strides: settings.strides, padding: paddingOf(settings, context) }
  return { output: addWindowPooling(builder, operator, name, output, read), rank: 4 }
}

function paddingOf(
  { padding, explicit_paddings }: { padding: string; explicit_paddings: number[] },
  context: GraphContext,
): Window['padding'] {
  if (padding === 'SAME') return 'same'
  if (padding === 'VALID') return 'valid'
  return marginsOf(explicit_paddings, context)
}

/**
 * The margins among what is added before and after each of batch, height, width and channels.
 *
 * @throws Error naming the operation when something is added to the batch or the channels.
 */
export function marginsOf(paddings: readonly number[], context: GraphContext): Margins {
  const [before = 0, after = 0, top, bottom, left, right, first = 0, last = 0] = paddings
  const places = [top, bottom, left, right]
  if ([before, after, first, last].some((more) => more !== 0) || places.includes(undefined)) {
    return refuse(context, `with paddings [${paddings.join(', ')}]`)
  }
  return [
    [top ?? 0, bottom ?? 0],
    [left ?? 0, right ?? 0],
  ]
}

function fusedWith(fusedOps: readonly string[], { name }: GraphContext) {
  const [bias, activation, ...more] = fusedOps
  if ((bias !== undefined && bias !== 'BiasAdd') || more.length > 0) {
    throw new Error(`Layer ${name} fuses ${fusedOps.join(', ')}; known are BiasAdd and one activation.`)
  }
  return { biased: bias !== undefined, activation }
}

function addFusedActivation(
  context: GraphContext,
  input: Feature,
  activation: string | undefined,
  slope: number,
): Feature {
  const { builder, name, inputs } = context
  switch (activation) {
    case undefined:
      return input
    case 'LeakyRelu':
      return { ...input, output: addLeakyRelu(builder, name, input.output, slope) }
    case 'Prelu':
      return addParametricRelu(builder, name, input, channelSlopes(context, inputs[3]))
    default:
      return addActivation(builder, name, input, activations[activation] ?? activation)
  }
}
