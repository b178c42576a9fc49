import { decodeWeights, type ModelArtifacts, type Weight } from '../reading/artifacts'
import { nodeNamed, parseGraph, type GraphNode } from '../reading/graph-topology'
import type { Feature, GraphBuilder } from './graph-builder'
import type { AddOperation, GraphContext } from './graph-context'
import { convolutionOperations } from './graph-convolution'
import { elementwiseOperations } from './graph-elementwise'
import { shapeOperations } from './graph-shapes'

const operations = new Map<string, AddOperation>(
  [convolutionOperations, elementwiseOperations, shapeOperations].flatMap(Object.entries),
)

/**
 * Adds the part of a TensorFlow.js graph model that the nodes named need.
 *
 * @param input name of the tensor `[batch, channels, height, width]` that stands for the graph's placeholder
 * @param wanted names of nodes, whole or from any of their slashes on (`expanded_conv_13/expand/Relu6`)
 * @returns their outputs, in the same order
 * @throws Error naming the node that is missing, ambiguous, has no weights, or is of an operation or has an
 *   attribute that cannot be compiled.
 */
export function translateGraphModel(
  builder: GraphBuilder,
  artifacts: ModelArtifacts,
  input: string,
  wanted: readonly string[],
): Feature[] {
  const nodes = parseGraph(artifacts.modelTopology)
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const weights = decodeWeights(artifacts)
  const translated = new Map<string, Feature>()

  const source = (from: string | undefined) => {
    const node = byName.get(nameOf(from))
    return node && { node, inputs: inputsOf(node) }
  }
  const constant = (from: string | undefined): Weight | undefined => {
    const found = source(from)
    if (found?.node.op === 'Identity') return constant(found.inputs[0])
    return found?.node.op === 'Const' ? weights.get(found.node.name) : undefined
  }
  const feature = (from: string | undefined): Feature => {
    const name = nameOf(from)
    const known = translated.get(name)
    if (known) return known
    const found = source(name)
    if (!found) throw new Error(`The network has no layer ${name}.`)
    const context = { ...found, builder, name, feature, constant, source }
    const output: Feature =
      found.node.op === 'Placeholder' ? { output: input, rank: 4 } : addOperation(context)
    translated.set(name, output)
    return output
  }
  return wanted.map((ending) => feature(nodeNamed(nodes, ending).name))
}

function addOperation(context: GraphContext): Feature {
  const { op, name } = context.node
  const add = operations.get(op)
  if (!add) throw new Error(`Layer ${name} is the operation ${op}, which cannot be compiled.`)
  return add(context)
}

/** An input's name without the number of the output that it means, which is the first of all operations known. */
function nameOf(from: string | undefined): string {
  return (from ?? '').replace(/:0$/, '')
}

/** An input that starts with ^ says only that it must run before. */
function inputsOf(node: GraphNode): string[] {
  return node.input.filter((from) => !from.startsWith('^'))
}
