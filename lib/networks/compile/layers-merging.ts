import { z } from 'zod'
import { addNode, type Feature } from './graph-builder'
import { checkChannelAxis, settingsOf, type AddLayer, type LayerContext } from './layer-context'
import { addConcatenation } from './shapes'

/** Layers that make one tensor of several, which are as large as each other or 1 along some of their dimensions. */
export const mergingLayers: Readonly<Record<string, AddLayer>> = {
  Add: (context) => addOneByOne(context, 'Add'),
  Subtract: (context) => addOneByOne(context, 'Sub'),
  Multiply: (context) => addOneByOne(context, 'Mul'),
  Average: (context) => addTogether(context, 'Mean'),
  Maximum: (context) => addTogether(context, 'Max'),
  Minimum: (context) => addTogether(context, 'Min'),
  Concatenate: (context) => {
    const { axis } = settingsOf(context, z.object({ axis: z.number().int().default(-1) }))
    checkChannelAxis(context, axis)
    const rank = commonRank(context)
    return { output: addConcatenation(context.builder, context.name, context.inputs), rank }
  },
}

function addOneByOne(context: LayerContext, operator: 'Add' | 'Sub' | 'Mul'): Feature {
  const { builder, name, inputs } = context
  const rank = commonRank(context)
  const [first, ...others] = inputs.map(({ output }) => output)
  const output = others.reduce((left, right, index) => {
    const last = index === others.length - 1
    return addNode(builder, operator, last ? name : `${name}:${index}`, [left, right])
  }, first ?? '')
  return { output, rank }
}

function addTogether(context: LayerContext, operator: 'Mean' | 'Max' | 'Min'): Feature {
  const { builder, name, inputs } = context
  const rank = commonRank(context)
  const outputs = inputs.map(({ output }) => output)
  return { output: addNode(builder, operator, name, outputs), rank }
}

function commonRank({ layer, inputs: [{ rank }, ...others] }: LayerContext): Feature['rank'] {
  if (others.every((other) => other.rank === rank)) return rank
  throw new Error(
    `Layer ${layer.name} is of the kind ${layer.kind} and reads both [height, width, channels] and one row of numbers a picture, which cannot be compiled.`,
  )
}
