/** A layer before it is written as one Keras or the other does. */
export type DescribedLayer = {
  name: string
  kind: string
  config?: Record<string, unknown>
  inputs?: string[]
  /** The layers of the network that the layer is. */
  layers?: DescribedLayer[]
}
export type KerasStyle = 'keras2' | 'keras3'

const picture = [null, 8, 8, 3]

export function inputLayer(style: KerasStyle, name = 'input', shape: unknown = picture): DescribedLayer {
  const config = style === 'keras2' ? { batch_input_shape: shape } : { batch_shape: shape, optional: false }
  return { name, kind: 'InputLayer', config: { ...config, sparse: false, ragged: false } }
}

/** The `model_config` of a network whose layers name their inputs; the first layer takes the input, the last gives the output. */
export function functionalConfig(
  style: KerasStyle,
  layers: readonly DescribedLayer[],
  settings: Record<string, unknown> = {},
): { class_name: string; config: Record<string, unknown> } {
  const endpoint = (layer: DescribedLayer | undefined) => {
    const reference = [layer?.name, 0, 0]
    return style === 'keras2' ? [reference] : reference
  }
  return {
    class_name: 'Functional',
    config: {
      name: 'network',
      trainable: true,
      ...settings,
      layers: layers.map((layer) => ({
        ...layerConfig(style, layer),
        name: layer.name,
        inbound_nodes: inboundNodes(style, layer.inputs ?? []),
      })),
      input_layers: endpoint(layers[0]),
      output_layers: endpoint(layers.at(-1)),
    },
  }
}

/** The `model_config` of layers that each read the one before. */
export function sequentialConfig(
  style: KerasStyle,
  layers: readonly DescribedLayer[],
  settings: Record<string, unknown> = {},
): { class_name: string; config: Record<string, unknown> } {
  return {
    class_name: 'Sequential',
    config: {
      name: 'network',
      trainable: true,
      ...settings,
      layers: layers.map((layer) => layerConfig(style, layer)),
    },
  }
}

function layerConfig(style: KerasStyle, { name, kind, config, layers }: DescribedLayer) {
  if (layers && kind === 'Sequential') return sequentialConfig(style, layers, { ...config, name })
  if (layers) return functionalConfig(style, layers, { ...config, name })
  const policy = {
    module: 'keras',
    class_name: 'DTypePolicy',
    config: { name: 'float32' },
    registered_name: null,
  }
  return {
    class_name: kind,
    config: { name, trainable: true, dtype: style === 'keras2' ? 'float32' : policy, ...config },
  }
}

function inboundNodes(style: KerasStyle, inputs: readonly string[]): unknown[] {
  if (inputs.length === 0) return []
  if (style === 'keras2') return [inputs.map((input) => [input, 0, 0, {}])]
  const tensors = inputs.map((input) => ({
    class_name: '__keras_tensor__',
    config: { shape: picture, dtype: 'float32', keras_history: [input, 0, 0] },
  }))
  return [{ args: inputs.length === 1 ? tensors : [tensors], kwargs: { mask: null, training: false } }]
}
