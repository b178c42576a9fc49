import { layersModelArtifacts, type NamedWeight } from '../keras/layers-model'
import type { ModelArtifacts } from '../reading/artifacts'
import type { Layer } from '../reading/layers-topology'

/** Side of the pictures that the network looks at, and of the map that it gives, in pixels. */
export const GROUND_NETWORK_SIZE = 64
/** The layer that gives the map: positive where the object is, a logit. */
export const OBJECT_LAYER = 'object'

/** What the name of a layer with each place four times ends in. */
const UP = '_up'

/** A convolution, its windows 3 x 3 but for the last, which looks at single places. */
type Convolution = {
  name: string
  inputs: readonly string[]
  channels: number
  filters: number
  stride: 1 | 2
}

const conv = (
  name: string,
  inputs: string | string[],
  channels: number,
  filters: number,
  stride: 1 | 2 = 1,
) => ({ name, inputs: [inputs].flat(), channels, filters, stride }) satisfies Convolution

/**
 * Down to 4 x 4 places and up again, each size joined by what was there on the way down, like the U-Net of
 * Ronneberger, Fischer, Brox (MICCAI 2015). What is named `x_up` is the layer x with each place four times.
 */
const convolutions: readonly Convolution[] = [
  conv('full', 'input', 3, 12),
  conv('half_1', 'full', 12, 24, 2),
  conv('half_2', 'half_1', 24, 24),
  conv('quarter_1', 'half_2', 24, 40, 2),
  conv('quarter_2', 'quarter_1', 40, 40),
  conv('eighth_1', 'quarter_2', 40, 56, 2),
  conv('eighth_2', 'eighth_1', 56, 56),
  conv('sixteenth_1', 'eighth_2', 56, 64, 2),
  conv('sixteenth_2', 'sixteenth_1', 64, 64),
  conv('sixteenth_3', 'sixteenth_2', 64, 64),
  conv('eighth_3', ['sixteenth_3_up', 'eighth_2'], 120, 56),
  conv('quarter_3', ['eighth_3_up', 'quarter_2'], 96, 40),
  conv('half_3', ['quarter_3_up', 'half_2'], 64, 24),
  conv('full_2', ['half_3_up', 'full'], 36, 12),
  conv(OBJECT_LAYER, 'full_2', 12, 1),
]

/**
 * The network that tells an object from what is behind it, as TensorFlow.js has it, from its weights one after another:
 * of each convolution the kernel `[height, width, channels, filters]` and the biases, float32.
 *
 * @throws Error when there are more or fewer weights.
 */
export function groundArtifacts(weights: Float32Array): ModelArtifacts {
  const layers: Layer[] = [
    {
      name: 'input',
      kind: 'InputLayer',
      config: { batch_input_shape: [null, GROUND_NETWORK_SIZE, GROUND_NETWORK_SIZE, 3], dtype: 'float32' },
      inputs: [],
    },
  ]
  const named = new Map<string, NamedWeight[]>()
  let at = 0
  const take = (suffix: string, ...shape: number[]): NamedWeight => {
    const start = at
    at += shape.reduce((product, length) => product * length, 1)
    return { suffix, shape, data: weights.slice(start, at) }
  }
  for (const { name, inputs, channels, filters, stride } of convolutions) {
    for (const input of inputs.filter((one) => one.endsWith(UP))) {
      layers.push({
        name: input,
        kind: 'UpSampling2D',
        config: { size: [2, 2], interpolation: 'nearest', data_format: 'channels_last' },
        inputs: [input.slice(0, -UP.length)],
      })
    }
    const isJoined = inputs.length > 1
    if (isJoined)
      layers.push({ name: `${name}_inputs`, kind: 'Concatenate', config: { axis: -1 }, inputs: [...inputs] })
    const isLast = name === OBJECT_LAYER
    const window = isLast ? 1 : 3
    layers.push({
      name,
      kind: 'Conv2D',
      config: {
        filters,
        kernel_size: [window, window],
        strides: [stride, stride],
        padding: 'same',
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        activation: isLast ? 'linear' : 'relu',
        use_bias: true,
      },
      inputs: isJoined ? [`${name}_inputs`] : [...inputs],
    })
    named.set(name, [take('kernel', window, window, channels, filters), take('bias', filters)])
  }
  if (at !== weights.length) {
    throw new Error(`The ground's network has ${at} weights, but there are ${weights.length}.`)
  }
  return layersModelArtifacts({ name: 'ground', layers, outputs: [OBJECT_LAYER], weights: named })
}
