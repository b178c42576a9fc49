import { z } from 'zod'
import type { Weight } from '../reading/artifacts'
import { addActivation, addLeakyRelu, addParametricRelu, perChannel } from './activations'
import { addConstant, addNode, type Feature } from './graph-builder'
import {
  dataFormat,
  refuse,
  settingsOf,
  weightOf,
  type AddOperation,
  type GraphContext,
} from './graph-context'
import { addBatchNormalization } from './normalisation'

const normalization = z.object({
  epsilon: z.number().default(1e-3),
  is_training: z.literal(false).default(false),
  data_format: dataFormat,
})

/** Operations that take each number by itself, or with one of another tensor. */
export const elementwiseOperations: Readonly<Record<string, AddOperation>> = {
  Identity: ({ inputs, feature }) => feature(inputs[0]),
  StopGradient: ({ inputs, feature }) => feature(inputs[0]),
  Snapshot: ({ inputs, feature }) => feature(inputs[0]),
  Add: (context) => addArithmetic(context, 'Add'),
  AddV2: (context) => addArithmetic(context, 'Add'),
  Sub: (context) => addArithmetic(context, 'Sub'),
  Mul: (context) => addArithmetic(context, 'Mul'),
  RealDiv: (context) => addArithmetic(context, 'Div'),
  Maximum: (context) => addArithmetic(context, 'Max'),
  Minimum: (context) => addArithmetic(context, 'Min'),
  BiasAdd: (context) => {
    settingsOf(context, z.object({ data_format: dataFormat }))
    return addArithmetic(context, 'Add')
  },
  FusedBatchNorm: addNormalization,
  FusedBatchNormV2: addNormalization,
  FusedBatchNormV3: addNormalization,
  Relu: (context) => addNamed(context, 'relu'),
  Relu6: (context) => addNamed(context, 'relu6'),
  Elu: (context) => addNamed(context, 'elu'),
  Selu: (context) => addNamed(context, 'selu'),
  Sigmoid: (context) => addNamed(context, 'sigmoid'),
  Tanh: (context) => addNamed(context, 'tanh'),
  Softplus: (context) => addNamed(context, 'softplus'),
  Softmax: (context) => addNamed(context, 'softmax'),
  LeakyRelu: (context) => {
    const { builder, name, inputs, feature } = context
    const { alpha } = settingsOf(context, z.object({ alpha: z.number().default(0.2) }))
    const { output, rank } = feature(inputs[0])
    return { output: addLeakyRelu(builder, name, output, alpha), rank }
  },
  Prelu: (context) => {
    const { builder, name, inputs, feature } = context
    return addParametricRelu(builder, name, feature(inputs[0]), channelSlopes(context, inputs[1]))
  },
}

function addNamed({ builder, name, inputs, feature }: GraphContext, activation: string): Feature {
  return addActivation(builder, name, feature(inputs[0]), activation)
}

function addArithmetic(context: GraphContext, operator: string): Feature {
  const { builder, name, inputs, constant, feature } = context
  const operands = inputs.map((from) => constant(from) ?? feature(from))
  const features = operands.filter((operand) => 'rank' in operand)
  const [first, ...others] = features
  if (!first) return refuse(context, 'of nothing but constants')
  if (others.some(({ rank }) => rank !== first.rank)) {
    return refuse(context, 'of [height, width, channels] and of one row of numbers a picture')
  }
  const { rank } = first
  const names = operands.map((operand, index) =>
    'rank' in operand ? operand.output : addChannelConstant(context, inputs[index] ?? '', operand, rank),
  )
  return { output: addNode(builder, operator, name, names), rank }
}

/** Adds a constant of one number, or of one for each channel, as an operand of a tensor of a rank. */
function addChannelConstant(
  context: GraphContext,
  from: string,
  weight: Weight,
  rank: Feature['rank'],
): string {
  const { builder, name } = context
  const dims = weight.data.length === 1 ? [] : perChannel(channelsOf(context, from, weight), rank)
  // Not under its own name: several operations may read it, with tensors of either rank.
  return addConstant(builder, `${name}:by`, dims, weight.data)
}

function channelsOf(context: GraphContext, from: string, { shape }: Weight): number {
  if (shape.length > 4 || shape.slice(0, -1).some((size) => size !== 1)) {
    return refuse(context, `of the constant ${from} of shape [${shape.join(', ')}]`)
  }
  return shape.at(-1) ?? 1
}

/**
 * The slopes of a parametric ReLU.
 *
 * @throws Error naming the operation when there is not one for each channel.
 */
export function channelSlopes(context: GraphContext, from: string | undefined): Weight {
  const weight = weightOf(context, from)
  channelsOf(context, from ?? '', weight)
  return weight
}

function addNormalization(context: GraphContext): Feature {
  const { builder, name, inputs, feature } = context
  const { epsilon } = settingsOf(context, normalization)
  const [input, gamma, beta, mean, variance] = inputs
  const data = (from: string | undefined) => weightOf(context, from).data
  const statistics = {
    gamma: data(gamma),
    beta: data(beta),
    mean: data(mean),
    variance: data(variance),
    epsilon,
  }
  return addBatchNormalization(builder, name, feature(input), statistics)
}
