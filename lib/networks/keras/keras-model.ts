import { z } from 'zod'
import type { ModelArtifacts } from '../reading/artifacts'
import { flattenNetwork } from './flatten-network'
import type { Hdf5Dataset, Hdf5File } from './hdf5-file'
import { parseNetwork, type KerasLayer, type KerasNetwork } from './keras-config'
import { isNamedOtherwise, ownName, weightOrder } from './keras-weight-order'
import { checkShapes, layerWeights, type LayerWeight } from './keras-weights'
import { layersModelArtifacts, type NamedWeight } from './layers-model'
import { trainingKinds } from '../reading/training-kinds'

export type NamedDataset = { name: string; dataset: Hdf5Dataset }

/** The group that has the weights, each layer's in a group of its name. */
const WEIGHTS = 'model_weights'

/**
 * Reads a Keras model out of its HDF5 file: its topology and its weights, with TensorFlow.js' names for these.
 * Networks that are layers are flattened.
 *
 * @throws Error naming what is missing, or the layer that cannot be understood.
 */
export function readKerasContents(contents: Hdf5File): ModelArtifacts {
  const [modelConfig] = contents.texts('/', 'model_config') ?? []
  if (modelConfig === undefined) throw new Error(describeMissingConfig(contents))
  const network = networkIn(modelConfig)
  const kerasVersion = (contents.texts('/', 'keras_version') ?? contents.texts(WEIGHTS, 'keras_version'))?.[0]
  const weights = readWeights(contents, network, Number.parseInt(kerasVersion ?? '2', 10))
  const flat = flattenNetwork(network)
  return layersModelArtifacts({ name: network.name, kerasVersion, ...flat, weights })
}

function networkIn(modelConfig: string): KerasNetwork {
  try {
    return parseNetwork(JSON.parse(modelConfig))
  } catch (error) {
    const isOfOtherForm = error instanceof SyntaxError || error instanceof z.ZodError
    if (!isOfOtherForm) throw error
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error.message
    throw new Error(`its attribute model_config describes no network of a known form: ${why}`, {
      cause: error,
    })
  }
}

function describeMissingConfig(contents: Hdf5File): string {
  const isOnlyWeights = listOf(contents, '/', 'layer_names') !== undefined || contents.hasGroup('layers')
  return isOnlyWeights
    ? 'it has weights without the network that they belong to (save_weights writes such a file): there is no ' +
        'attribute model_config. Save the whole model: model.save("NAME.h5").'
    : 'it has no attribute model_config, so it is no Keras model. model.save("NAME.h5") writes one.'
}

/** The texts of an attribute, which Keras writes in several (`NAME0`, `NAME1`, ...) where they are too long for one. */
export function listOf(contents: Hdf5File, path: string, attribute: string): string[] | undefined {
  const whole = contents.texts(path, attribute)
  if (whole) return whole
  const parts: string[][] = []
  for (;;) {
    const part = contents.texts(path, `${attribute}${parts.length}`)
    if (!part) return parts.length > 0 ? parts.flat() : undefined
    parts.push(part)
  }
}

/** The names and datasets of a layer's weights, in Keras' order. */
export function datasetsOf(contents: Hdf5File, group: string): NamedDataset[] {
  const names = listOf(contents, group, 'weight_names')
  if (!names) {
    const what = contents.hasGroup(group) ? 'has no attribute weight_names' : 'is missing'
    throw new Error(`the group ${group} ${what}.`)
  }
  return names.map((name) => {
    const dataset = contents.dataset(`${group}/${name}`)
    if (!dataset) throw new Error(`the dataset ${name} is missing in the group ${group}.`)
    return { name, dataset }
  })
}

function readWeights(contents: Hdf5File, network: KerasNetwork, keras: number): Map<string, NamedWeight[]> {
  const listed = listOf(contents, WEIGHTS, 'layer_names')
  if (!listed) throw new Error(`its group ${WEIGHTS} is missing, or has no attribute layer_names.`)
  const names = new Set(listed)
  const weights = new Map<string, NamedWeight[]>()
  for (const layer of network.layers) {
    // What layers that draw at random remember is no weight.
    if (layer.kind === 'InputLayer' || trainingKinds.includes(layer.kind)) continue
    const datasets = names.has(layer.name) ? datasetsOf(contents, `${WEIGHTS}/${layer.name}`) : []
    const found = weightsOfLayer(layer, datasets, keras)
    for (const path of new Set(found.map((weight) => weight.path))) {
      weights.set(
        path,
        readLayer(
          path,
          found.filter((weight) => weight.path === path),
        ),
      )
    }
  }
  return weights
}

function readLayer(path: string, found: readonly FoundWeight[]): NamedWeight[] {
  checkShapes(
    path,
    found.flatMap(({ expected, dataset: { shape } }) => (expected ? [{ expected, shape }] : [])),
  )
  return found
    .filter(({ suffix }) => suffix !== 'count')
    .map(({ suffix, dataset }) => ({ suffix, shape: dataset.shape, data: dataset.read() }))
}

type FoundWeight = { path: string; suffix: string; dataset: Hdf5Dataset; expected?: LayerWeight }

function weightsOfLayer(layer: KerasLayer, datasets: readonly NamedDataset[], keras: number): FoundWeight[] {
  if (!layer.network && !layerWeights(layer)) {
    // The layer's kind is unknown, so its weights keep the names that they have; an engine may know them.
    return datasets.map(({ name, dataset }) => ({ path: layer.name, suffix: ownName(name), dataset }))
  }
  const placed = weightOrder(layer, keras)
  if (placed.length !== datasets.length) {
    const suffixes = layer.network
      ? ''
      : ` (${placed.map(({ expected }) => expected.suffix).join(', ') || 'none'})`
    throw new Error(
      `the ${layer.kind} ${layer.name} has ${datasets.length} weights, but by its settings ${placed.length}${suffixes}.`,
    )
  }
  const layerNames = new Set(layer.network ? placed.map((weight) => weight.layer.name) : [])
  return datasets.flatMap(({ name, dataset }, at) => {
    const weight = placed[at]
    if (!weight) return []
    if (isNamedOtherwise(name, weight, layerNames)) {
      throw new Error(
        `the weights of the ${layer.kind} ${layer.name} are not in the order of its settings: ` +
          `${name} stands where ${weight.path}/${weight.expected.suffix} does by them.`,
      )
    }
    return [{ path: weight.path, suffix: weight.expected.suffix, dataset, expected: weight.expected }]
  })
}
