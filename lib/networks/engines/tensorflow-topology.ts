import { z } from 'zod'
import { decodeWeights, type ModelArtifacts } from '../reading/artifacts'
import { nodeNamed, parseGraph } from '../reading/graph-topology'
import { layersNeeded, parseLayers, type Layer } from '../reading/layers-topology'
import { layerForms } from './layer-forms'
import { toTensorflow, type TensorflowLayers } from './tensorflow-layers'
import { withWeights } from './tensorflow-weights'

const origin = z.object({ keras_version: z.string().optional() })

/**
 * The part of a layers model that the layers wanted need, in the words of TensorFlow.js, taking pictures of another
 * size than it was made for. Initial values are zero, since each is replaced at once and TensorFlow.js draws random
 * ones slowly.
 *
 * @throws Error naming the layer that is missing, or that TensorFlow.js cannot run.
 */
export function cutLayersModel(
  artifacts: ModelArtifacts,
  wanted: readonly string[],
  inputSize: number,
): ModelArtifacts {
  const needed = layersNeeded(parseLayers(artifacts.modelTopology), wanted)
  const inputs = needed.filter(({ kind }) => kind === 'InputLayer').map(({ name }) => name)
  const endpoint = (name: string) => [name, 0, 0]
  const translated = translateLayers(artifacts, needed)
  const config = {
    name: 'cut',
    layers: translated
      .flatMap(({ layers }) => layers)
      .map(({ name, kind, config, inputs }) => ({
        name,
        class_name: kind,
        config:
          kind === 'InputLayer'
            ? { name, batch_input_shape: [null, inputSize, inputSize, 3], dtype: 'float32', sparse: false }
            : { ...withoutTraining(config), name },
        inbound_nodes: inputs.length > 0 ? [inputs.map((from) => [from, 0, 0, {}])] : [],
      })),
    input_layers: inputs.map(endpoint),
    output_layers: wanted.map(endpoint),
  }
  // A layer that is given weights has no use for its own.
  const keep = new Set(needed.flatMap(({ name }, index) => (translated[index]?.weights ? [] : name)))
  const added = Object.fromEntries(translated.flatMap(({ weights }) => Object.entries(weights ?? {})))
  return {
    ...withWeights(artifacts, (layer) => keep.has(layer), added),
    modelTopology: { model_config: { class_name: 'Model', config } },
  }
}

function translateLayers(artifacts: ModelArtifacts, layers: readonly Layer[]): TensorflowLayers[] {
  const keras = Number.parseInt(origin.parse(artifacts.modelTopology).keras_version ?? '2', 10)
  const forms = layerForms(layers)
  let decoded: ReturnType<typeof decodeWeights> | undefined
  return layers.map((layer) => {
    const weight = (suffix: string): Float32Array => {
      const found = (decoded ??= decodeWeights(artifacts)).get(`${layer.name}/${suffix}`)
      if (!found) throw new Error(`Layer ${layer.name} has no weight ${layer.name}/${suffix}.`)
      return found.data
    }
    return toTensorflow({ layer, form: forms.get(layer.inputs[0] ?? '') ?? { rank: 4 }, keras, weight })
  })
}

/** A layer's settings without what only training asks for. */
function withoutTraining(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      if (/_(regularizer|constraint)$/.test(key) || ['dtype', 'trainable'].includes(key)) return []
      return [[key, key.endsWith('_initializer') ? { class_name: 'Zeros', config: {} } : value]]
    }),
  )
}

/**
 * A graph model that takes pictures of any size, with the full names of the nodes wanted.
 *
 * @throws Error naming the node that is missing or ambiguous.
 */
export function cutGraphModel(
  artifacts: ModelArtifacts,
  wanted: readonly string[],
): { artifacts: ModelArtifacts; nodes: string[] } {
  const nodes = parseGraph(artifacts.modelTopology)
  const anySize = nodes.map((node) => {
    if (node.op !== 'Placeholder') return node
    const attr = Object.entries(node.attr).filter(([key]) => key !== 'shape')
    return { ...node, attr: Object.fromEntries(attr) }
  })
  return {
    artifacts: { ...artifacts, modelTopology: { ...artifacts.modelTopology, node: anySize } },
    nodes: wanted.map((ending) => nodeNamed(nodes, ending).name),
  }
}
