import { z } from 'zod'
import { addClip, addLeakyRelu, addParametricRelu, perChannel } from './activations'
import { addConstant, addNode, type Feature } from './graph-builder'
import {
  addLayerActivation,
  checkChannelAxis,
  settingsOf,
  type AddLayer,
  type LayerContext,
} from './layer-context'
import { addBatchNormalization } from './normalisation'
import { trainingKinds } from '../reading/training-kinds'

const axis = z.union([z.number().int(), z.array(z.number().int())]).default(-1)
const perChannelOrOne = z.union([z.number(), z.array(z.number())])

const batchNormalization = z.object({
  axis,
  epsilon: z.number().default(1e-3),
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
})
const normalization = z.object({
  axis,
  invert: z.literal(false).default(false),
  mean: perChannelOrOne.nullish(),
  variance: perChannelOrOne.nullish(),
})
const rescaling = z.object({ scale: perChannelOrOne, offset: perChannelOrOne.default(0) })
const relu = z.object({
  max_value: z.number().nullish(),
  negative_slope: z.number().nullish(),
  threshold: z.literal(0).nullish(),
})
const leakyRelu = z.object({ alpha: z.number().optional(), negative_slope: z.number().optional() })

/** Layers that take each number by itself, with the numbers of its channel at most. */
export const elementwiseLayers: Readonly<Record<string, AddLayer>> = {
  BatchNormalization: addLayerBatchNormalization,
  Normalization: addNormalization,
  Rescaling: (context) => {
    const { scale, offset } = settingsOf(context, rescaling)
    const scaled = addWithChannels(context, 'Mul', 'scaled', context.inputs[0], scale)
    return addWithChannels(context, 'Add', '', scaled, offset)
  },
  Activation: (context) => {
    const settings = settingsOf(context, z.object({ activation: z.string() }))
    return addLayerActivation(context, context.inputs[0], settings.activation)
  },
  ReLU: addRelu,
  LeakyReLU: (context) => {
    const { alpha, negative_slope } = settingsOf(context, leakyRelu)
    const [{ output, rank }] = context.inputs
    const slope = negative_slope ?? alpha ?? 0.3
    return { output: addLeakyRelu(context.builder, context.name, output, slope), rank }
  },
  PReLU: (context) => {
    const { builder, name, inputs, weight } = context
    const places = inputs[0].rank === 4 ? z.tuple([z.literal(1), z.literal(2)]) : z.null().optional()
    settingsOf(context, z.object({ shared_axes: places }))
    return addParametricRelu(builder, name, inputs[0], weight('alpha'))
  },
  ELU: (context) => {
    settingsOf(context, z.object({ alpha: z.literal(1).default(1) }))
    return addLayerActivation(context, context.inputs[0], 'elu')
  },
  Softmax: (context) => {
    checkChannelAxis(context, settingsOf(context, z.object({ axis })).axis)
    return addLayerActivation(context, context.inputs[0], 'softmax')
  },
  ...Object.fromEntries(trainingKinds.map((kind) => [kind, ({ inputs: [input] }: LayerContext) => input])),
}

function addLayerBatchNormalization(context: LayerContext): Feature {
  const { builder, name, inputs, weight } = context
  const { axis, epsilon, center, scale } = settingsOf(context, batchNormalization)
  checkChannelAxis(context, axis)
  const mean = weight('moving_mean').data
  return addBatchNormalization(builder, name, inputs[0], {
    gamma: scale ? weight('gamma').data : new Float32Array(mean.length).fill(1),
    beta: center ? weight('beta').data : new Float32Array(mean.length),
    mean,
    variance: weight('moving_variance').data,
    epsilon,
  })
}

function addNormalization(context: LayerContext): Feature {
  const { inputs, weight } = context
  const settings = settingsOf(context, normalization)
  checkChannelAxis(context, settings.axis)
  const mean = settings.mean ?? Array.from(weight('mean').data)
  const variance = settings.variance ?? Array.from(weight('variance').data)
  // Keras lets no deviation be less.
  const deviations = [variance].flat().map((square) => Math.max(Math.sqrt(square), 1e-7))
  const centred = addWithChannels(context, 'Sub', 'centred', inputs[0], mean)
  return addWithChannels(context, 'Div', '', centred, deviations)
}

function addRelu(context: LayerContext): Feature {
  const { builder, name, inputs } = context
  const { max_value: max, negative_slope: slope } = settingsOf(context, relu)
  const [{ output, rank }] = inputs
  if (!slope) {
    if (typeof max !== 'number') return addLayerActivation(context, inputs[0], 'relu')
    return { output: addClip(builder, name, output, max), rank }
  }
  if (typeof max !== 'number') return { output: addLeakyRelu(builder, name, output, slope), rank }
  const most = addConstant(builder, `${name}:max`, [], Float32Array.of(max))
  const leaky = addLeakyRelu(builder, `${name}:leaky`, output, slope)
  return { output: addNode(builder, 'Min', name, [leaky, most]), rank }
}

/** Adds an operation of a tensor with a number, or with one for each channel. */
function addWithChannels(
  { builder, name }: LayerContext,
  operator: 'Add' | 'Sub' | 'Mul' | 'Div',
  step: string,
  { output, rank }: Feature,
  numbers: number | readonly number[],
): Feature {
  const full = step ? `${name}:${step}` : name
  const values = Float32Array.from([numbers].flat())
  const dims = values.length === 1 ? [] : perChannel(values.length, rank)
  const constant = addConstant(builder, `${full}:by`, dims, values)
  return { output: addNode(builder, operator, full, [output, constant]), rank }
}
