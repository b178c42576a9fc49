import { z } from 'zod'
import { decodeWeights, type ModelArtifacts, type Weight } from './artifacts'
import { addActivation, addConstant, addConvolution, addNode, type GraphBuilder } from './graph-builder'

/** Strings in a TensorFlow graph are base64. */
const text = z.string().transform((encoded) => Buffer.from(encoded, 'base64').toString())

const topology = z.object({
  node: z.array(
    z.object({
      name: z.string(),
      op: z.string(),
      input: z.array(z.string()).default([]),
      attr: z.looseObject({}).default({}),
    }),
  ),
})

/** One number for each of batch, height, width, channels; the outer two must be 1. */
const window = z
  .object({
    list: z.object({ i: z.tuple([z.literal('1'), z.coerce.number(), z.coerce.number(), z.literal('1')]) }),
  })
  .transform(({ list }) => [list.i[1], list.i[2]])

const convolution = z.object({
  strides: window,
  dilations: window.optional(),
  padding: z.object({ s: text.pipe(z.enum(['SAME', 'VALID'])) }),
  data_format: z.object({ s: text.pipe(z.literal('NHWC')) }).optional(),
  fused_ops: z.object({ list: z.object({ s: z.array(text).default([]) }) }).optional(),
})

const activations: Record<string, string> = { Relu: 'relu', Relu6: 'relu6' }
const arithmetic: Record<string, string> = { Add: 'Add', AddV2: 'Add', Sub: 'Sub', Mul: 'Mul' }

type GraphNode = z.infer<typeof topology>['node'][number]

/**
 * Adds the part of a TensorFlow.js graph model that the nodes named need.
 *
 * @param input name of the tensor `[batch, channels, height, width]` that stands for the graph's placeholder
 * @param wanted names of nodes, whole or from any of their slashes on (`expanded_conv_13/expand/Relu6`)
 * @returns the names of their outputs, `[batch, channels, height, width]`, in the same order
 * @throws Error naming the node that is missing, ambiguous, of an unknown operation, or has no weights; ZodError
 *   when a known operation has an attribute that is not supported.
 */
export function translateGraphModel(
  builder: GraphBuilder,
  artifacts: ModelArtifacts,
  input: string,
  wanted: readonly string[],
): string[] {
  const { node: nodes } = topology.parse(artifacts.modelTopology)
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const weights = decodeWeights(artifacts)
  const translated = new Map<string, string>()

  const translate = (name: string): string => {
    const known = translated.get(name)
    if (known) return known
    const node = byName.get(name)
    if (!node) throw new Error(`The network has no layer ${name}.`)
    const output = node.op === 'Placeholder' ? input : addOperation(builder, node, translate, weights)
    translated.set(name, output)
    return output
  }
  return wanted.map((ending) => {
    const names = nodes
      .map((node) => node.name)
      .filter((name) => name === ending || name.endsWith(`/${ending}`))
    const [name, ...others] = names
    if (name === undefined) throw new Error(`The network has no layer ${ending}.`)
    if (others.length > 0)
      throw new Error(`The network has ${names.length} layers ${ending}; name one in full.`)
    return translate(name)
  })
}

function addOperation(
  builder: GraphBuilder,
  node: GraphNode,
  translate: (name: string) => string,
  weights: Map<string, Weight>,
): string {
  const { name, op, attr } = node
  // An input that starts with ^ says only that it must run before.
  const inputs = node.input.filter((from) => !from.startsWith('^'))
  const [first, second, third] = inputs
  const weight = (from: string | undefined): Weight => {
    const found = from === undefined ? undefined : weights.get(from)
    if (!found) throw new Error(`Layer ${name} has no weight ${from ?? '(input missing)'}.`)
    return found
  }

  switch (op) {
    case 'Const': {
      const { shape, data } = weight(name)
      if (data.length !== 1)
        throw new Error(`Layer ${name} is a constant of shape [${shape.join(', ')}], not a number.`)
      return addConstant(builder, name, [], data)
    }
    case 'Add':
    case 'AddV2':
    case 'Sub':
    case 'Mul':
      return addNode(builder, arithmetic[op] ?? op, name, inputs.map(translate))
    case 'Relu':
    case 'Relu6':
      return addActivation(builder, name, translate(first ?? ''), activations[op] ?? op)
    case '_FusedConv2D':
    case 'FusedDepthwiseConv2dNative':
    case 'Conv2D':
    case 'DepthwiseConv2dNative': {
      const { strides, dilations, padding, fused_ops } = convolution.parse(attr)
      const [bias, activation, ...more] = fused_ops?.list.s ?? []
      if ((bias !== undefined && bias !== 'BiasAdd') || more.length > 0) {
        throw new Error(
          `Layer ${name} fuses ${fused_ops?.list.s.join(', ')}; known are BiasAdd and one activation.`,
        )
      }
      const convolved = addConvolution(
        builder,
        `${name}:linear`,
        translate(first ?? ''),
        weight(second),
        bias && weight(third),
        { strides, dilations, padding: padding.s === 'SAME' ? 'same' : 'valid' },
        op.includes('Depthwise'),
      )
      return addActivation(
        builder,
        name,
        convolved,
        activation ? (activations[activation] ?? activation) : 'linear',
      )
    }
    default:
      throw new Error(`Layer ${name} is the operation ${op}, which cannot be compiled.`)
  }
}
