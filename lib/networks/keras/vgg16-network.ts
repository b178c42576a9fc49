import type { ModelArtifacts } from '../reading/artifacts'
import { layersModelArtifacts, type NamedWeight } from './layers-model'
import type { Layer } from '../reading/layers-topology'

/** One convolution of VGG16; all have windows of 3 x 3. */
export type Vgg16Convolution = { name: string; inputs: number; filters: number }

/** How many convolutions each block has, and of how many filters; after each block comes a pooling. */
const blocks = [
  { convolutions: 2, filters: 64 },
  { convolutions: 2, filters: 128 },
  { convolutions: 3, filters: 256 },
  { convolutions: 3, filters: 512 },
  { convolutions: 3, filters: 512 },
]

const input: Layer = {
  name: 'input_1',
  kind: 'InputLayer',
  config: { batch_input_shape: [null, 224, 224, 3], dtype: 'float32', name: 'input_1' },
  inputs: [],
}

/**
 * VGG16 without its fully connected layers, as Keras has it (`keras/applications/vgg16.py`): from
 * `[batch, 224, 224, 3]` to `block5_pool`, `[batch, 7, 7, 512]`.
 *
 * @param weightsOf gives each convolution's kernel and bias
 */
export function vgg16Artifacts(weightsOf: (convolution: Vgg16Convolution) => NamedWeight[]): ModelArtifacts {
  const layers = [input]
  const weights = new Map<string, NamedWeight[]>()
  const add = (name: string, kind: string, config: Layer['config']) => {
    layers.push({
      name,
      kind,
      config: { ...config, name },
      inputs: layers.slice(-1).map((last) => last.name),
    })
  }
  let inputs = 3
  blocks.forEach(({ convolutions, filters }, at) => {
    for (let index = 1; index <= convolutions; index++) {
      const name = `block${at + 1}_conv${index}`
      add(name, 'Conv2D', convolution(filters))
      weights.set(name, weightsOf({ name, inputs, filters }))
      inputs = filters
    }
    add(`block${at + 1}_pool`, 'MaxPooling2D', pooling)
  })
  return layersModelArtifacts({ name: 'vgg16', layers, outputs: ['block5_pool'], weights })
}

function convolution(filters: number): Layer['config'] {
  return {
    filters,
    kernel_size: [3, 3],
    strides: [1, 1],
    padding: 'same',
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    activation: 'relu',
    use_bias: true,
  }
}

const pooling: Layer['config'] = {
  pool_size: [2, 2],
  strides: [2, 2],
  padding: 'valid',
  data_format: 'channels_last',
}
