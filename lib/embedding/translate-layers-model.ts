import { z } from 'zod'
import { decodeWeights, type ModelArtifacts, type Weight } from './artifacts'
import {
  addActivation,
  addConstant,
  addConvolution,
  addNode,
  int,
  windowAttributes,
  type GraphBuilder,
} from './graph-builder'

const pair = z.tuple([z.number().int(), z.number().int()])
const padding = z.enum(['same', 'valid'])
const channelsLast = z.literal('channels_last').default('channels_last')

const convolution = z.object({
  strides: pair,
  padding,
  dilation_rate: pair.default([1, 1]),
  activation: z.string().default('linear'),
  use_bias: z.boolean().default(true),
  data_format: channelsLast,
})
const pooling = z.object({ pool_size: pair, strides: pair, padding, data_format: channelsLast })
const relu = z.object({
  max_value: z.union([z.literal(6), z.null()]).default(null),
  negative_slope: z.literal(0).default(0),
  threshold: z.literal(0).default(0),
})

const topology = z.object({
  model_config: z.object({
    config: z.object({
      layers: z.array(
        z.object({
          name: z.string(),
          class_name: z.string(),
          config: z.looseObject({}),
          // Each entry is one use of the layer; each of its inputs is [layer, use, output, arguments].
          inbound_nodes: z.array(z.array(z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown()))),
        }),
      ),
    }),
  }),
})

type Layer = z.infer<typeof topology>['model_config']['config']['layers'][number]

/**
 * Adds the part of a TensorFlow.js layers model that the layers named need.
 *
 * @param input name of the tensor `[batch, channels, height, width]` that stands for the model's own input
 * @param wanted names of layers
 * @returns the names of their outputs, `[batch, channels, height, width]`, in the same order
 * @throws Error naming the layer that is missing, of an unknown kind, or has no weights; ZodError when a known
 *   kind has a setting that is not supported.
 */
export function translateLayersModel(
  builder: GraphBuilder,
  artifacts: ModelArtifacts,
  input: string,
  wanted: readonly string[],
): string[] {
  const { layers } = topology.parse(artifacts.modelTopology).model_config.config
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const weights = decodeWeights(artifacts)
  const translated = new Map<string, string>()

  const translate = (name: string): string => {
    const known = translated.get(name)
    if (known) return known
    const layer = byName.get(name)
    if (!layer) throw new Error(`The network has no layer ${name}.`)
    const [use, ...furtherUses] = layer.inbound_nodes
    if (furtherUses.length > 0)
      throw new Error(`Layer ${name} is used more than once, which is not supported.`)
    const inputs = (use ?? []).map(([from]) => translate(from))
    const output = layer.class_name === 'InputLayer' ? input : addLayer(builder, layer, inputs, weights)
    translated.set(name, output)
    return output
  }
  return wanted.map(translate)
}

function addLayer(
  builder: GraphBuilder,
  layer: Layer,
  inputs: string[],
  weights: Map<string, Weight>,
): string {
  const { name, config } = layer
  const [input] = inputs
  if (input === undefined) throw new Error(`Layer ${name} has no input.`)
  const weight = (suffix: string): Weight => {
    const found = weights.get(`${name}/${suffix}`)
    if (!found) throw new Error(`Layer ${name} has no weight ${name}/${suffix}.`)
    return found
  }

  switch (layer.class_name) {
    case 'Conv2D':
    case 'DepthwiseConv2D': {
      const settings = convolution.parse(config)
      const depthwise = layer.class_name === 'DepthwiseConv2D'
      const kernel = weight(depthwise ? 'depthwise_kernel' : 'kernel')
      const bias = settings.use_bias ? weight('bias') : undefined
      const window = { ...settings, dilations: settings.dilation_rate }
      const convolved = addConvolution(builder, `${name}:linear`, input, kernel, bias, window, depthwise)
      return addActivation(builder, name, convolved, settings.activation)
    }
    case 'BatchNormalization': {
      // onnxruntime folds this into the convolution before it.
      const { epsilon, center, scale } = z
        .object({ epsilon: z.number(), center: z.boolean().default(true), scale: z.boolean().default(true) })
        .parse(config)
      const mean = weight('moving_mean')
      const parameters = [
        { suffix: 'gamma', data: scale ? weight('gamma').data : new Float32Array(mean.data.length).fill(1) },
        { suffix: 'beta', data: center ? weight('beta').data : new Float32Array(mean.data.length) },
        { suffix: 'mean', data: mean.data },
        { suffix: 'variance', data: weight('moving_variance').data },
      ]
      const constants = parameters.map(({ suffix, data }) =>
        addConstant(builder, `${name}:${suffix}`, mean.shape, data),
      )
      return addNode(builder, 'BatchNormalization', name, [input, ...constants], {
        epsilon: { kind: 'float', value: epsilon },
      })
    }
    case 'ReLU':
      return addActivation(builder, name, input, relu.parse(config).max_value === 6 ? 'relu6' : 'relu')
    case 'Activation':
      return addActivation(
        builder,
        name,
        input,
        z.object({ activation: z.string() }).parse(config).activation,
      )
    case 'ZeroPadding2D': {
      const [[top, bottom], [left, right]] = z
        .object({ padding: z.tuple([pair, pair]) })
        .parse(config).padding
      const pads = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right], BigInt)
      return addNode(builder, 'Pad', name, [input, addConstant(builder, `${name}:pads`, [8], pads)])
    }
    case 'MaxPooling2D':
    case 'AveragePooling2D': {
      const { pool_size: size, strides, padding } = pooling.parse(config)
      const operator = layer.class_name === 'MaxPooling2D' ? 'MaxPool' : 'AveragePool'
      return addNode(builder, operator, name, [input], windowAttributes({ size, strides, padding }))
    }
    case 'Add':
      return inputs.slice(1).reduce((sum, other, index) => {
        const last = index === inputs.length - 2
        return addNode(builder, 'Add', last ? name : `${name}:${index}`, [sum, other])
      }, input)
    case 'Concatenate':
      return addNode(builder, 'Concat', name, inputs, { axis: int(1) })
    default:
      throw new Error(`Layer ${name} is of the kind ${layer.class_name}, which cannot be compiled.`)
  }
}
