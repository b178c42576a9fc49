import { z } from 'zod'
import { addConstant, addNode } from './graph-builder'
import {
  activation,
  addLayerActivation,
  channelsLast,
  inputOfRank,
  pair,
  settingsOf,
  type AddLayer,
  type LayerContext,
} from './layer-context'
import { addConvolution } from './windows'

const convolution = z
  .object({
    strides: pair.default([1, 1]),
    padding: z.enum(['same', 'valid']).default('valid'),
    dilation_rate: pair.default([1, 1]),
    groups: z.number().int().default(1),
    activation,
    use_bias: z.boolean().default(true),
    data_format: channelsLast,
  })
  .transform(({ dilation_rate, ...settings }) => ({ ...settings, dilations: dilation_rate }))
  .refine(({ strides, dilations }) => Math.max(...strides) === 1 || Math.max(...dilations) === 1, {
    path: ['dilation_rate'],
  })

const dense = z.object({ activation, use_bias: z.boolean().default(true) })

/** Layers that multiply by trained kernels. */
export const convolutionLayers: Readonly<Record<string, AddLayer>> = {
  Conv2D: (context) => addLayerConvolution(context, false),
  DepthwiseConv2D: (context) => addLayerConvolution(context, true),
  SeparableConv2D: addSeparableConvolution,
  Dense: addDense,
}

function addLayerConvolution(context: LayerContext, depthwise: boolean) {
  const { builder, name, weight } = context
  const settings = settingsOf(context, convolution)
  const kernel = {
    weight: weight(depthwise ? 'depthwise_kernel' : 'kernel'),
    bias: settings.use_bias ? weight('bias') : undefined,
    depthwise,
    groups: settings.groups,
  }
  const output = addConvolution(builder, `${name}:linear`, inputOfRank(context, 4), kernel, settings)
  return addLayerActivation(context, { output, rank: 4 }, settings.activation)
}

function addSeparableConvolution(context: LayerContext) {
  const { builder, name, weight } = context
  const settings = settingsOf(context, convolution)
  const apart = { weight: weight('depthwise_kernel'), depthwise: true }
  const between = addConvolution(builder, `${name}:depthwise`, inputOfRank(context, 4), apart, settings)
  const together = {
    weight: weight('pointwise_kernel'),
    bias: settings.use_bias ? weight('bias') : undefined,
    depthwise: false,
  }
  const output = addConvolution(builder, `${name}:linear`, between, together, {
    strides: [1, 1],
    padding: 'valid',
  })
  return addLayerActivation(context, { output, rank: 4 }, settings.activation)
}

function addDense(context: LayerContext) {
  const { builder, name, weight } = context
  const settings = settingsOf(context, dense)
  const { shape, data } = weight('kernel')
  const inputs = [inputOfRank(context, 2), addConstant(builder, `${name}:kernel`, shape, data)]
  if (settings.use_bias) {
    const bias = weight('bias')
    inputs.push(addConstant(builder, `${name}:bias`, bias.shape, bias.data))
  }
  const output = addNode(builder, 'Gemm', `${name}:linear`, inputs)
  return addLayerActivation(context, { output, rank: 2 }, settings.activation)
}
