import { z } from 'zod'
import { addConstant, addNode, text, type Feature } from './graph-builder'
import {
  channelsLast,
  inputOfRank,
  margins,
  pair,
  settingsOf,
  type AddLayer,
  type LayerContext,
} from './layer-context'
import { addCropping, addFlattening, addGlobalPooling, addPlace, addZeroPadding } from './shapes'
import { addWindowPooling } from './windows'

const pooling = z.object({
  pool_size: pair.default([2, 2]),
  strides: pair.nullish(),
  padding: z.enum(['same', 'valid']).default('valid'),
  data_format: channelsLast,
})
const globalPooling = z.object({ keepdims: z.boolean().default(false), data_format: channelsLast })
const padding = z.object({
  padding: margins.default([
    [1, 1],
    [1, 1],
  ]),
  data_format: channelsLast,
})
const cropping = z.object({ cropping: margins, data_format: channelsLast })
const upSampling = z.object({
  size: pair.default([2, 2]),
  interpolation: z.literal('nearest').default('nearest'),
  data_format: channelsLast,
})
const reshaping = z.object({
  target_shape: z.union([
    z.tuple([z.number().int()]),
    z.tuple([z.literal(1), z.literal(1), z.number().int()]),
  ]),
})

/** Layers that gather, add or take away places, or forget that there are any. */
export const placeLayers: Readonly<Record<string, AddLayer>> = {
  MaxPooling2D: (context) => addLayerPooling(context, 'MaxPool'),
  AveragePooling2D: (context) => addLayerPooling(context, 'AveragePool'),
  GlobalAveragePooling2D: (context) => addLayerGlobalPooling(context, 'GlobalAveragePool'),
  GlobalMaxPooling2D: (context) => addLayerGlobalPooling(context, 'GlobalMaxPool'),
  ZeroPadding2D: (context) => {
    const { padding: around } = settingsOf(context, padding)
    const input = inputOfRank(context, 4)
    return { output: addZeroPadding(context.builder, context.name, input, around), rank: 4 }
  },
  Cropping2D: (context) => {
    const { cropping: around } = settingsOf(context, cropping)
    return { output: addCropping(context.builder, context.name, inputOfRank(context, 4), around), rank: 4 }
  },
  UpSampling2D: addUpSampling,
  Flatten: (context) => {
    settingsOf(context, z.object({ data_format: channelsLast }))
    return addFlattening(context.builder, context.name, context.inputs[0])
  },
  Reshape: addReshaping,
}

function addLayerPooling(context: LayerContext, operator: 'MaxPool' | 'AveragePool'): Feature {
  const { pool_size: size, strides, padding } = settingsOf(context, pooling)
  const window = { size, strides: strides ?? size, padding }
  const input = inputOfRank(context, 4)
  return { output: addWindowPooling(context.builder, operator, context.name, input, window), rank: 4 }
}

function addLayerGlobalPooling(
  context: LayerContext,
  operator: 'GlobalAveragePool' | 'GlobalMaxPool',
): Feature {
  const { keepdims } = settingsOf(context, globalPooling)
  inputOfRank(context, 4)
  return addGlobalPooling(context.builder, operator, context.name, context.inputs[0], keepdims)
}

function addUpSampling(context: LayerContext): Feature {
  const { builder, name } = context
  const { size } = settingsOf(context, upSampling)
  const scales = addConstant(builder, `${name}:scales`, [4], Float32Array.of(1, 1, ...size))
  const output = addNode(builder, 'Resize', name, [inputOfRank(context, 4), '', scales], {
    mode: text('nearest'),
    coordinate_transformation_mode: text('asymmetric'),
    nearest_mode: text('floor'),
  })
  return { output, rank: 4 }
}

function addReshaping(context: LayerContext): Feature {
  const { builder, name, inputs } = context
  const { target_shape: shape } = settingsOf(context, reshaping)
  const [numbers] = shape
  if (shape.length === 1) return addFlattening(builder, name, inputs[0], numbers < 0 ? undefined : numbers)
  inputOfRank(context, 2)
  return addPlace(builder, name, inputs[0])
}
