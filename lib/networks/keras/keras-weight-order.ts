import type { KerasLayer, KerasNetwork } from './keras-config'
import { layerWeights, type LayerWeight } from './keras-weights'

/** A weight in its place among those of a layer, or of a network that is a layer. */
export type PlacedWeight = { layer: KerasLayer; path: string; expected: LayerWeight }

/**
 * The weights of a layer in the order in which a file lists them. Those of a network that is a layer are sorted:
 * first all that training changes, then all that it does not, of which the ones in frozen layers are some. Keras 3
 * keeps the order of layers in a network that is frozen as a whole; Keras 2 sorts there too
 * (`trainable_weights` and `non_trainable_weights` in `keras/engine/training.py` and `keras/src/layers/layer.py`).
 *
 * @param keras the version of Keras that wrote the file
 */
export function weightOrder(layer: KerasLayer, keras: number): PlacedWeight[] {
  const { trained, others } = (keras >= 3 ? sortedByKeras3 : sortedByKeras2)(layer, layer.name)
  return [...trained, ...others]
}

type Sorted = { trained: PlacedWeight[]; others: PlacedWeight[] }

function sortedByKeras2(layer: KerasLayer, path: string): Sorted {
  const sorted = layer.network
    ? join(childrenOf(layer.network, path).map(([child, childPath]) => sortedByKeras2(child, childPath)))
    : sortedInLayer(layer, path)
  return layer.trainable ? sorted : { trained: [], others: [...sorted.trained, ...sorted.others] }
}

function sortedByKeras3(layer: KerasLayer, path: string): Sorted {
  const inOrder = inLayerOrder(layer, path)
  if (!layer.trainable) return { trained: [], others: inOrder }
  const isTrained = ({ layer, expected }: PlacedWeight) => layer.trainable && expected.trained
  return { trained: inOrder.filter(isTrained), others: inOrder.filter((weight) => !isTrained(weight)) }
}

function inLayerOrder(layer: KerasLayer, path: string): PlacedWeight[] {
  if (layer.network) return childrenOf(layer.network, path).flatMap(([child, at]) => inLayerOrder(child, at))
  const { trained, others } = sortedInLayer(layer, path)
  return [...trained, ...others]
}

function sortedInLayer(layer: KerasLayer, path: string): Sorted {
  const weights = (layerWeights(layer) ?? []).map((expected) => ({ layer, path, expected }))
  return {
    trained: weights.filter(({ expected }) => expected.trained),
    others: weights.filter(({ expected }) => !expected.trained),
  }
}

function childrenOf({ layers }: KerasNetwork, path: string): (readonly [KerasLayer, string])[] {
  return layers.map((child) => [child, `${path}/${child.name}`] as const)
}

function join(parts: readonly Sorted[]): Sorted {
  return {
    trained: parts.flatMap(({ trained }) => trained),
    others: parts.flatMap(({ others }) => others),
  }
}

/**
 * What a weight's own name in a file says against its being the one expected there: Keras ends it with the
 * layer's name and what the weight is. Names of other forms say nothing.
 *
 * @param layerNames the names of all layers in the same network
 */
export function isNamedOtherwise(
  name: string,
  { layer, expected }: PlacedWeight,
  layerNames: ReadonlySet<string>,
): boolean {
  const [before = ''] = name.split('/').slice(-2, -1)
  const ending = ownName(name)
  const isKernel = ending === 'kernel' && expected.suffix === 'depthwise_kernel'
  if (knownEndings.has(ending) && ending !== expected.suffix && !isKernel) return true
  return layerNames.has(before) && before !== layer.name
}

const knownEndings = new Set([
  'kernel',
  'bias',
  'depthwise_kernel',
  'pointwise_kernel',
  'gamma',
  'beta',
  'moving_mean',
  'moving_variance',
  'alpha',
  'mean',
  'variance',
  'count',
])

/** What a weight is by its own name: `kernel` of `block1/conv1/kernel:0`. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/:\d+$/, '')
}
