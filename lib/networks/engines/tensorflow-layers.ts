import { serialization } from '@tensorflow/tfjs'
import { z } from 'zod'
import type { Layer } from '../reading/layers-topology'
import { trainingKinds } from '../reading/training-kinds'
import type { LayerForm } from './layer-forms'

/** A layer to be put into words that TensorFlow.js understands. */
export type KerasLayer = {
  layer: Layer
  /** What the layer reads first. */
  form: LayerForm
  /** Which Keras the network was saved by. */
  keras: number
  /** The numbers of one of the layer's weights; throws when it has none of that name. */
  weight: (suffix: string) => Float32Array
}

/** The same for TensorFlow.js: one layer or more, the last of which has the name, and weights that they need. */
export type TensorflowLayers = { layers: Layer[]; weights?: Record<string, Float32Array> }

const whole = z.number().int()
const ones = z.union([z.literal(1), z.array(z.literal(1))]).nullish()
const channelNumbers = z.union([z.number(), z.array(z.number())])
const pair = z.union([whole.transform((both) => [both, both]), z.array(whole)])
const window = z.object({
  kernel_size: pair,
  strides: pair.default([1, 1]),
  padding: z.string().default('valid'),
})
const linear = { activation: 'linear' }

/** What TensorFlow.js has differently, or silently takes for something else. All else is the same. */
const translations: Readonly<Record<string, (keras: KerasLayer) => TensorflowLayers>> = {
  Conv2D: (keras) => {
    read(keras, z.object({ groups: ones }))
    return withoutGaps(keras)
  },
  DepthwiseConv2D: (keras) => {
    read(keras, z.object({ dilation_rate: ones }))
    return withoutGaps(keras)
  },
  SeparableConv2D: (keras) => {
    withoutGaps(keras)
    // It complains of settings that only its two kernels have.
    const settings = Object.entries(keras.layer.config).filter(([key]) => key !== 'kernel_initializer')
    return as(keras, 'SeparableConv2D', Object.fromEntries(settings))
  },
  BatchNormalization: (keras) => {
    const { axis } = read(keras, z.object({ axis: z.union([whole, z.tuple([whole])]).default(-1) }))
    return as(keras, 'BatchNormalization', { ...keras.layer.config, axis: [axis].flat()[0] })
  },
  Normalization: toNormalization,
  Rescaling: toRescaling,
  ReLU: toRelu,
  LeakyReLU: (keras) => {
    const schema = z.object({ alpha: z.number().optional(), negative_slope: z.number().optional() })
    const { alpha, negative_slope } = read(keras, schema)
    return as(keras, 'LeakyReLU', { alpha: negative_slope ?? alpha ?? 0.3 })
  },
  ELU: (keras) => {
    read(keras, z.object({ alpha: ones }))
    return same(keras)
  },
  Softmax: (keras) => as(keras, 'Softmax', { axis: keras.layer.config.axis ?? -1 }),
  Subtract: (keras) => {
    const { name, inputs } = keras.layer
    const [left = '', right = ''] = inputs
    const negative = {
      name: `${name}/negative`,
      kind: 'Rescaling',
      config: { scale: -1, offset: 0 },
      inputs: [right],
    }
    return { layers: [negative, { name, kind: 'Add', config: {}, inputs: [left, negative.name] }] }
  },
  GlobalAveragePooling2D: toGlobalPooling,
  GlobalMaxPooling2D: toGlobalPooling,
  Flatten: (keras) => (keras.form.rank === 2 ? as(keras, 'Activation', linear) : same(keras)),
  Reshape: toReshape,
  UpSampling2D: (keras) => {
    const schema = z.object({
      size: z.union([whole, z.array(whole)]).default(2),
      interpolation: z.literal('nearest').default('nearest'),
    })
    const { size } = read(keras, schema)
    return as(keras, 'UpSampling2D', { size: typeof size === 'number' ? [size, size] : size })
  },
  ...Object.fromEntries(
    trainingKinds.map((kind) => [kind, (keras: KerasLayer) => as(keras, 'Activation', linear)]),
  ),
}

const activations: Readonly<Record<string, string>> = { silu: 'swish' }
const known =
  'linear relu relu6 sigmoid tanh swish elu selu softplus softsign softmax hard_sigmoid gelu mish'.split(' ')

/**
 * Puts a layer of Keras into words that TensorFlow.js understands.
 *
 * @throws Error naming the layer when TensorFlow.js cannot run it.
 */
export function toTensorflow(keras: KerasLayer): TensorflowLayers {
  const { layer } = keras
  const translated = (translations[layer.kind] ?? same)(keras)
  return { ...translated, layers: translated.layers.map((each) => withKnownActivation(each, keras)) }
}

function withKnownActivation(layer: Layer, keras: KerasLayer): Layer {
  if (!(layer.kind in serialization.SerializationMap.getMap().classNameMap)) refuse(keras, '')
  const { activation } = layer.config
  if (activation === undefined || activation === null) return layer
  const name = String(activation)
  const renamed = activations[name] ?? name
  const isOther = renamed === 'hard_sigmoid' && keras.keras >= 3
  if (typeof activation !== 'string' || isOther || !known.includes(renamed)) {
    refuse(
      keras,
      ` with activation ${JSON.stringify(activation)}${isOther ? ` of Keras ${keras.keras}` : ''}`,
    )
  }
  return { ...layer, config: { ...layer.config, activation: renamed } }
}

function refuse({ layer }: KerasLayer, what: string): never {
  throw new Error(
    `Layer ${layer.name} is of the kind ${layer.kind}${what}, which TensorFlow.js cannot run. The engine onnxruntime may: ENGINE=onnxruntime.`,
  )
}

function read<Settings>(keras: KerasLayer, schema: z.ZodType<Settings>): Settings {
  const { config } = keras.layer
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const setting = String(parsed.error.issues[0]?.path[0] ?? '')
  return refuse(keras, ` with ${setting} ${JSON.stringify(config[setting]) ?? 'missing'}`)
}

/** The WebAssembly backend gives nothing but zeros for some sizes of pictures when padded windows leave gaps. */
function withoutGaps(keras: KerasLayer): TensorflowLayers {
  const { kernel_size: size, strides, padding } = read(keras, window)
  const leavesGaps = size.some((side, axis) => side < (strides[axis] ?? 1))
  if (padding === 'same' && Math.max(...size) > 1 && leavesGaps) {
    refuse(keras, ` with kernel_size [${size.join(', ')}], strides [${strides.join(', ')}] and padding same`)
  }
  return same(keras)
}

function same({ layer }: KerasLayer): TensorflowLayers {
  return { layers: [layer] }
}

function as(
  { layer: { name, inputs } }: KerasLayer,
  kind: string,
  config: Layer['config'],
): TensorflowLayers {
  return { layers: [{ name, kind, config, inputs }] }
}

/** A batch normalisation that takes each channel times a factor and adds to it. */
function asBatchNormalization(
  keras: KerasLayer,
  factors: readonly number[],
  offsets: readonly number[],
  mean: ArrayLike<number>,
): TensorflowLayers {
  const { name } = keras.layer
  const config = { axis: -1, epsilon: 2 ** -10, center: true, scale: true }
  return {
    ...as(keras, 'BatchNormalization', config),
    weights: {
      [`${name}/gamma`]: Float32Array.from(factors),
      [`${name}/beta`]: Float32Array.from(offsets),
      [`${name}/moving_mean`]: Float32Array.from(mean),
      // With the epsilon exactly 1: an epsilon of 0 is none to some backends.
      [`${name}/moving_variance`]: new Float32Array(factors.length).fill(1 - 2 ** -10),
    },
  }
}

function toNormalization(keras: KerasLayer): TensorflowLayers {
  const numbers = channelNumbers.nullish()
  const invert = z.literal(false).default(false)
  const settings = read(keras, z.object({ mean: numbers, variance: numbers, invert }))
  const mean = settings.mean ?? Array.from(keras.weight('mean'))
  const variance = settings.variance ?? Array.from(keras.weight('variance'))
  const deviations = [variance].flat().map((square) => Math.max(Math.sqrt(square), 1e-7))
  return asBatchNormalization(
    keras,
    deviations.map((deviation) => 1 / deviation),
    deviations.map(() => 0),
    [mean].flat(),
  )
}

function toRescaling(keras: KerasLayer): TensorflowLayers {
  const schema = z.object({ scale: channelNumbers, offset: channelNumbers.default(0) })
  const { scale, offset } = read(keras, schema)
  if (typeof scale === 'number' && typeof offset === 'number')
    return as(keras, 'Rescaling', { scale, offset })
  const channels = Math.max([scale].flat().length, [offset].flat().length)
  const each = (numbers: number | number[]) =>
    Array.from({ length: channels }, (_, at) => (typeof numbers === 'number' ? numbers : (numbers[at] ?? 0)))
  return asBatchNormalization(keras, each(scale), each(offset), new Float32Array(channels))
}

function toRelu(keras: KerasLayer): TensorflowLayers {
  const schema = z.object({
    max_value: z.number().nullish(),
    negative_slope: z.number().nullish(),
    threshold: z.literal(0).nullish(),
  })
  const { max_value, negative_slope } = read(keras, schema)
  if (!negative_slope) return as(keras, 'ReLU', { max_value: max_value ?? null })
  if (typeof max_value === 'number') return refuse(keras, ` with both max_value and negative_slope`)
  return as(keras, 'LeakyReLU', { alpha: negative_slope })
}

function toGlobalPooling(keras: KerasLayer): TensorflowLayers {
  const { layer, form } = keras
  if (layer.config.keepdims !== true) return same(keras)
  const { name, kind, config, inputs } = layer
  return {
    layers: [
      { name: `${name}/numbers`, kind, config, inputs },
      asPlace(keras, `${name}/numbers`, form.channels),
    ],
  }
}

function toReshape(keras: KerasLayer): TensorflowLayers {
  const { layer, form } = keras
  const { target_shape: shape } = read(keras, z.object({ target_shape: z.array(whole.nullable()) }))
  const last = shape.at(-1) ?? -1
  if (last >= 0) return same(keras)
  // TensorFlow.js does not work out how many numbers there are, which the layers after this one ask for.
  if (shape.length === 1)
    return as(keras, form.rank === 2 ? 'Activation' : 'Flatten', form.rank === 2 ? linear : {})
  return { layers: [asPlace(keras, layer.inputs[0] ?? '', form.channels)] }
}

function asPlace(keras: KerasLayer, input: string, channels: number | undefined): Layer {
  if (channels === undefined) return refuse(keras, ' of an unknown number of channels')
  return {
    name: keras.layer.name,
    kind: 'Reshape',
    config: { target_shape: [1, 1, channels] },
    inputs: [input],
  }
}
