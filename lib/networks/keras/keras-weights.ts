import { z } from 'zod'
import type { KerasLayer } from './keras-config'

/** One dimension of a weight: a number that the layer's settings say, or a name for the same one in all its weights. */
type Dimension = number | string

/** A weight that a kind of layer has. */
export type LayerWeight = {
  /** What TensorFlow.js calls it. */
  suffix: string
  shape?: readonly Dimension[]
  /** Whether training changes it, unless the layer is frozen. */
  trained: boolean
}

const number = z.number().optional().catch(undefined)
const window = z.union([
  z.tuple([z.number(), z.number()]),
  z.number().transform((side): [number, number] => [side, side]),
])
const layerSettings = z.object({
  use_bias: z.boolean().catch(true),
  center: z.boolean().catch(true),
  scale: z.boolean().catch(true),
  kernel_size: window.optional().catch(undefined),
  filters: number,
  units: number,
  depth_multiplier: number,
})
type Settings = z.infer<typeof layerSettings>

const weight = (suffix: string, ...shape: readonly Dimension[]): LayerWeight => ({
  suffix,
  shape,
  trained: true,
})
const counted = (suffix: string, ...shape: readonly Dimension[]): LayerWeight => ({
  suffix,
  shape,
  trained: false,
})

/** The weights of each kind of layer, in the order in which Keras makes them. */
const weightsByKind: Readonly<Record<string, (settings: Settings) => LayerWeight[]>> = {
  Conv2D: (settings) => {
    const { filters = 'out' } = settings
    return [weight('kernel', ...windowOf(settings), 'in', filters), ...biasOf(settings, filters)]
  },
  Conv2DTranspose: (settings) => {
    const { filters = 'out' } = settings
    return [weight('kernel', ...windowOf(settings), filters, 'in'), ...biasOf(settings, filters)]
  },
  DepthwiseConv2D: (settings) => [depthwiseKernel(settings), ...biasOf(settings, 'out')],
  SeparableConv2D: (settings) => {
    const { filters = 'out' } = settings
    const pointwise = weight('pointwise_kernel', 1, 1, 'between', filters)
    return [depthwiseKernel(settings), pointwise, ...biasOf(settings, filters)]
  },
  Dense: (settings) => {
    const { units = 'out' } = settings
    return [weight('kernel', 'in', units), ...biasOf(settings, units)]
  },
  BatchNormalization: (settings) => [
    ...gammaAndBeta(settings),
    counted('moving_mean', 'channels'),
    counted('moving_variance', 'channels'),
  ],
  LayerNormalization: gammaAndBeta,
  GroupNormalization: gammaAndBeta,
  PReLU: () => [{ suffix: 'alpha', trained: true }],
  Normalization: () => ['mean', 'variance', 'count'].map((suffix) => ({ suffix, trained: false })),
}

function windowOf({ kernel_size }: Settings): readonly Dimension[] {
  return kernel_size ?? ['height', 'width']
}

function depthwiseKernel(settings: Settings): LayerWeight {
  return weight('depthwise_kernel', ...windowOf(settings), 'in', settings.depth_multiplier ?? 'each')
}

function biasOf({ use_bias }: Settings, size: Dimension): LayerWeight[] {
  return use_bias ? [weight('bias', size)] : []
}

function gammaAndBeta({ scale, center }: Settings): LayerWeight[] {
  return [...(scale ? [weight('gamma', 'channels')] : []), ...(center ? [weight('beta', 'channels')] : [])]
}

/**
 * The weights that a layer has by its settings, in Keras' order; undefined where its kind is not one that is known to
 * have any. A normalisation has none when its settings say them.
 */
export function layerWeights({
  kind,
  config,
}: Pick<KerasLayer, 'kind' | 'config'>): LayerWeight[] | undefined {
  if (kind === 'Normalization' && config.mean !== null && config.mean !== undefined) return []
  return weightsByKind[kind]?.(layerSettings.parse(config))
}

/**
 * Checks the shapes of a layer's weights against its settings and one another.
 *
 * @throws Error naming the weight, with the shape found and the one expected.
 */
export function checkShapes(
  layer: string,
  weights: readonly { expected: LayerWeight; shape: readonly number[] }[],
): void {
  const known = new Map<string, number>()
  for (const { expected, shape } of weights) {
    if (!expected.shape) continue
    const wanted = expected.shape.map((dimension) => known.get(String(dimension)) ?? dimension)
    const fits =
      wanted.length === shape.length &&
      wanted.every((dimension, axis) => typeof dimension === 'string' || dimension === shape[axis])
    if (!fits) {
      throw new Error(
        `The weight ${expected.suffix} of layer ${layer} has the shape [${shape.join(', ')}], not [${wanted.join(', ')}].`,
      )
    }
    wanted.forEach((dimension, axis) => {
      const found = shape[axis]
      if (typeof dimension === 'string' && found !== undefined) known.set(dimension, found)
    })
  }
}
