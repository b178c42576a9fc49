import type { ModelArtifacts, Weight } from '../reading/artifacts'
import type { Layer } from '../reading/layers-topology'

/** A layers model in parts. */
export type LayersModel = {
  name: string
  /** The version of Keras that wrote it, where that is known: some settings mean something else in Keras 3. */
  kerasVersion?: string
  /** Layers whose names are all different. */
  layers: readonly Layer[]
  /** The names of the layers that give the outputs. */
  outputs: readonly string[]
  /** The weights of the layers by name, with TensorFlow.js' names for them. */
  weights: ReadonlyMap<string, readonly NamedWeight[]>
}
export type NamedWeight = Weight & { suffix: string }

/** Puts a layers model together as TensorFlow.js has it. */
export function layersModelArtifacts({
  name,
  kerasVersion,
  layers,
  outputs,
  weights,
}: LayersModel): ModelArtifacts {
  const endpoint = (layer: string) => [layer, 0, 0]
  const inputs = layers.filter(({ kind }) => kind === 'InputLayer').map((layer) => layer.name)
  const config = {
    name,
    layers: layers.map((layer) => ({
      name: layer.name,
      class_name: layer.kind,
      config: { ...layer.config, name: layer.name },
      inbound_nodes: layer.inputs.length > 0 ? [layer.inputs.map((input) => [input, 0, 0, {}])] : [],
    })),
    input_layers: inputs.map(endpoint),
    output_layers: outputs.map(endpoint),
  }
  const listed = layers.flatMap((layer) =>
    (weights.get(layer.name) ?? []).map(({ suffix, ...weight }) => ({
      name: `${layer.name}/${suffix}`,
      ...weight,
    })),
  )
  const weightData = new Float32Array(listed.reduce((sum, { data }) => sum + data.length, 0))
  let at = 0
  for (const { data } of listed) {
    weightData.set(data, at)
    at += data.length
  }
  return {
    format: 'layers-model',
    modelTopology: {
      ...(kerasVersion === undefined ? {} : { keras_version: kerasVersion }),
      model_config: { class_name: 'Model', config },
    },
    weightSpecs: listed.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
    weightData: weightData.buffer,
  }
}
