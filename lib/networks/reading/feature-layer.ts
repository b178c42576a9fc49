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
/** Of these, the layer behind the class token is mostly of random numbers: transformers makes it where none was trained. */
const withoutPooler = ['vit', 'deit', 'beit']

/** What an output of an ONNX file has of a picture: one row of numbers, one for each token, or one for each place. */
export type OutputForm = 'vector' | 'tokens' | 'places'

/** The form of an output; undefined where it has none that an encoder can use. */
export function formOfOutput({ type, shape }: Pick<SessionValue, 'type' | 'shape'>): OutputForm | undefined {
  if (type !== 'float32') return undefined
  return ({ 2: 'vector', 3: 'tokens', 4: 'places' } as const)[shape.length]
}

/** An output that describes a picture, and how one row of numbers is made of it. */
export type Feature = { layer: string; pooling: Pooling; form: OutputForm }

/**
 * The outputs of an ONNX file that describe a picture, the most telling first, and for tokens both ways to pool them.
 *
 * @param architecture as transformers names it, where that is known
 * @throws Error naming the outputs when there is none that could.
 */
export function featuresOfOnnx(
  name: string,
  outputs: readonly SessionValue[],
  architecture?: string,
): Feature[] {
  const features = outputs.flatMap(featuresOf)
  const isTrained = (output: string) =>
    output !== 'pooler_output' || !withoutPooler.includes(architecture ?? '')
  const known = knownOutputs
    .filter(isTrained)
    .flatMap((wanted) => features.filter(({ layer }) => layer === wanted))
  if (known.length > 0) return known
  const [first] = features
  if (first) return features.filter(({ layer }) => layer === first.layer)
  const listed = outputs.map((each) => `${each.name}: ${each.type} [${each.shape.join(', ')}]`).join('; ')
  throw new Error(
    `${name} gives ${listed || 'nothing'}; an image encoder gives float32 numbers, one row a picture, token or place.`,
  )
}

function featuresOf(output: SessionValue): Feature[] {
  const form = formOfOutput(output)
  const poolings = form === 'tokens' ? tokenPoolings(output) : (['mean'] as const)
  return form === undefined ? [] : poolings.map((pooling) => ({ layer: output.name, pooling, form }))
}

/** A transformer's tokens are the squares of its grid, with or without one for the whole picture before them. */
function tokenPoolings({ shape: [, tokens] }: SessionValue): readonly Pooling[] {
  const isGrid = typeof tokens === 'number' && Number.isInteger(Math.sqrt(tokens))
  return isGrid ? ['mean'] : ['first', 'patches']
}
