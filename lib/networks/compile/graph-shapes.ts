import { z } from 'zod'
import { marginsOf } from './graph-convolution'
import type { Feature } from './graph-builder'
import {
  featureOfRank,
  refuse,
  settingsOf,
  weightOf,
  type AddOperation,
  type GraphContext,
} from './graph-context'
import {
  addConcatenation,
  addFlattening,
  addGlobalPooling,
  addPlace,
  addSqueezing,
  addZeroPadding,
} from './shapes'

/** Operations that gather or add places, forget that there are any, or put tensors side by side. */
export const shapeOperations: Readonly<Record<string, AddOperation>> = {
  Mean: (context) => addReduction(context, 'GlobalAveragePool'),
  Max: (context) => addReduction(context, 'GlobalMaxPool'),
  Pad: addPad,
  PadV2: addPad,
  ConcatV2: addConcat,
  Reshape: addReshape,
  Squeeze: (context) => {
    const { squeeze_dims } = settingsOf(context, z.object({ squeeze_dims: z.array(z.number()).default([]) }))
    if (!arePlaces(squeeze_dims)) return refuse(context, `along the axes [${squeeze_dims.join(', ')}]`)
    return addSqueezing(context.builder, context.name, featureOfRank(context, context.inputs[0], 4))
  },
}

function arePlaces(axes: readonly number[]): boolean {
  const positive = axes.map((axis) => (axis < 0 ? axis + 4 : axis))
  return positive.toSorted().join() === '1,2'
}

function addReduction(context: GraphContext, operator: 'GlobalAveragePool' | 'GlobalMaxPool'): Feature {
  const { builder, name, inputs } = context
  const { keep_dims } = settingsOf(context, z.object({ keep_dims: z.boolean().default(false) }))
  const axes = Array.from(weightOf(context, inputs[1]).data)
  if (!arePlaces(axes)) return refuse(context, `along the axes [${axes.join(', ')}]`)
  return addGlobalPooling(builder, operator, name, featureOfRank(context, inputs[0], 4), keep_dims)
}

function addPad(context: GraphContext): Feature {
  const { builder, name, inputs } = context
  const { output } = featureOfRank(context, inputs[0], 4)
  const margins = marginsOf(Array.from(weightOf(context, inputs[1]).data), context)
  const [value = 0] = inputs[2] === undefined ? [0] : weightOf(context, inputs[2]).data
  if (value !== 0) return refuse(context, `with ${value}`)
  return { output: addZeroPadding(builder, name, output, margins), rank: 4 }
}

function addConcat(context: GraphContext): Feature {
  const { builder, name, inputs, feature } = context
  const [axis] = weightOf(context, inputs.at(-1)).data
  const features = inputs.slice(0, -1).map(feature)
  const rank = features[0]?.rank ?? 4
  if (features.some((other) => other.rank !== rank) || (axis !== -1 && axis !== rank - 1)) {
    return refuse(context, `along the axis ${axis}`)
  }
  return { output: addConcatenation(builder, name, features), rank }
}

function addReshape(context: GraphContext): Feature {
  const { builder, name, inputs, feature } = context
  const shape = shapeOf(context, inputs[1])
  const [batch, first, second, channels] = shape
  const input = feature(inputs[0])
  if (batch === -1 && shape.length === 2 && first !== undefined) {
    return addFlattening(builder, name, input, first)
  }
  const isPlace = batch === -1 && shape.length === 4 && first === 1 && second === 1 && channels !== undefined
  if (isPlace && input.rank === 2) return addPlace(builder, name, input)
  return refuse(context, `to the shape [${shape.join(', ')}]`)
}

/** The shape that is read under a name, with -1 for the batch: a constant, or one put together of the batch's own. */
function shapeOf(context: GraphContext, from: string | undefined): number[] {
  const constant = context.constant(from)
  if (constant) return Array.from(constant.data)
  const packed = context.source(from)
  if (packed?.node.op !== 'Pack') return refuse(context, `to the shape that ${from} gives`)
  return packed.inputs.map((size) => {
    const number = context.constant(size)
    if (number) return number.data[0] ?? 0
    return isBatchSize(context, size) ? -1 : refuse(context, `to a shape of which ${size} gives a part`)
  })
}

/** Whether what is read under a name is the first number of a tensor's shape. */
function isBatchSize(context: GraphContext, from: string): boolean {
  const slice = context.source(from)
  if (slice?.node.op !== 'StridedSlice') return false
  const [whole, begin] = slice.inputs
  const { shrink_axis_mask } = settingsOf(
    { ...context, node: slice.node },
    z.object({ shrink_axis_mask: z.number().default(0) }),
  )
  return (
    context.source(whole)?.node.op === 'Shape' &&
    context.constant(begin)?.data[0] === 0 &&
    shrink_axis_mask === 1
  )
}
