import type { SessionValue } from '@/lib/numerics/onnx-session'
import type { GraphNode } from './graph-topology'
import type { Layer } from './layers-topology'
import type { Pooling } from '../network'

/** What a classifier's head is made of, behind the last layer that has places. */
const headKinds = new Set([
  'Dense',
  'Flatten',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'Dropout',
  'Softmax',
  'Reshape',
])
const headOperations = new Set([
  'MatMul',
  '_FusedMatMul',
  'BiasAdd',
  'Softmax',
  'Mean',
  'Max',
  'Reshape',
  'Squeeze',
  'Identity',
])

/** The last layer before the head of a layers model; undefined when there is none. */
export function featureOfLayers(layers: readonly Layer[]): string | undefined {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  let layer = layers.findLast(({ name }) => !layers.some(({ inputs }) => inputs.includes(name)))
  while (layer && (headKinds.has(layer.kind) || isSoftmax(layer))) layer = byName.get(layer.inputs[0] ?? '')
  return layer?.kind === 'InputLayer' ? undefined : layer?.name
}

function isSoftmax({ kind, config }: Layer): boolean {
  return kind === 'Activation' && config.activation === 'softmax'
}

/** The last node before the head of a graph model; undefined when there is none. */
export function featureOfGraph(nodes: readonly GraphNode[]): string | undefined {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const plain = (input: string) => input.replace(/^\^|:\d+$/g, '')
  const read = new Set(nodes.flatMap(({ input }) => input.map(plain)))
  let node = nodes.findLast(({ name, op }) => !read.has(name) && op !== 'Const' && op !== 'NoOp')
  while (node && headOperations.has(node.op)) node = byName.get(plain(node.input[0] ?? ''))
  return node?.op === 'Placeholder' ? undefined : node?.name
}

/** What exporters call the one row of numbers of a picture, the most telling first. */
const knownOutputs = ['image_embeds', 'pooler_output', 'last_hidden_state']

/** The output of an ONNX file that describes a picture, and how its tokens or places are pooled. */
export function featureOfOnnx(
  outputs: readonly SessionValue[],
): { layer: string; pooling: Pooling } | undefined {
  const known = knownOutputs.flatMap((name) => outputs.find((output) => output.name === name) ?? [])
  const output = known[0] ?? outputs[0]
  if (!output) return undefined
  const tokens = output.shape.length === 3 ? output.shape[1] : undefined
  // A transformer's tokens are the squares of its grid, with or without one for the whole picture before them.
  const isGrid = typeof tokens === 'number' && Number.isInteger(Math.sqrt(tokens))
  return { layer: output.name, pooling: output.shape.length === 3 && !isGrid ? 'first' : 'mean' }
}
