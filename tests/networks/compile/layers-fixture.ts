import type { ModelArtifacts } from '@/lib/networks/reading/artifacts'
import { packWeights } from './engines-agree'
import type { Trained } from './reference-network'

export type TestLayer = {
  kind: string
  config?: Record<string, unknown>
  inputs?: string[]
  weights?: Record<string, Trained>
}

/** A layers model as TensorFlow.js' converter writes it; a layer reads `input` where it does not say what. */
export function layersModel(layers: Record<string, TestLayer>, kerasVersion = '2.15.0'): ModelArtifacts {
  const all: [string, TestLayer][] = [
    ['input', { kind: 'InputLayer', inputs: [] }],
    ...Object.entries(layers),
  ]
  const weights = all.flatMap(([name, layer]) =>
    Object.entries(layer.weights ?? {}).map(([suffix, value]) => ({ name: `${name}/${suffix}`, value })),
  )
  return {
    format: 'layers-model',
    modelTopology: {
      keras_version: kerasVersion,
      backend: 'tensorflow',
      model_config: {
        class_name: 'Functional',
        config: {
          name: 'test',
          layers: all.map(([name, { kind, config, inputs = ['input'] }]) => ({
            name,
            class_name: kind,
            config: { name, trainable: true, dtype: 'float32', ...config },
            inbound_nodes: inputs.length > 0 ? [inputs.map((from) => [from, 0, 0, {}])] : [],
          })),
        },
      },
    },
    ...packWeights(weights),
  }
}

/** Settings as Keras saves them, much of which only training asks for. */
export const savedSettings = {
  data_format: 'channels_last',
  groups: 1,
  activation: 'linear',
  use_bias: true,
  kernel_initializer: { module: 'keras.initializers', class_name: 'GlorotUniform', config: { seed: null } },
  bias_initializer: { module: 'keras.initializers', class_name: 'Zeros', config: {} },
  kernel_regularizer: { class_name: 'L2', config: { l2: 0.01 } },
  bias_constraint: null,
}
