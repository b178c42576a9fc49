import { z } from 'zod'
import type { Weight } from './artifacts'
import type { NamedWeight } from './layers-model'
import type { Layer } from './layers-topology'

/** A layer and its weights. */
export type WeightedLayer = { layer: Layer; weights: readonly NamedWeight[] }

/** One number, or one for each channel however deep Keras has put them. */
const numbers = z.unknown().transform((value, context) => {
  const flat = z.array(z.number()).safeParse([value].flat(Infinity))
  if (flat.success && flat.data.length > 0) return flat.data
  context.addIssue('neither a number nor one for each channel')
  return z.NEVER
})
const rescaling = z.object({ scale: numbers, offset: numbers.default([0]) })
const normalization = z.object({
  axis: z.union([z.number(), z.tuple([z.number()]), z.null(), z.tuple([])]).default(-1),
  invert: z.boolean().default(false),
  mean: z.unknown(),
  variance: z.unknown(),
})

/** Exact in all precisions, so that a variance of the rest makes 1; some engines take an epsilon of 0 for none. */
const EPSILON = 2 ** -10
/** Keras' own least deviation. */
const LEAST_DEVIATION = 1e-7

/**
 * Rewrites a layer of preprocessing that not every engine has: `Normalization`, and a `Rescaling` with one scale or
 * offset for each channel, become batch normalisations. Other layers stay as they are.
 *
 * @throws Error naming the layer whose settings or weights are not of the known form.
 */
export function rewritePreprocessing(weighted: WeightedLayer): WeightedLayer {
  try {
    switch (weighted.layer.kind) {
      case 'Rescaling':
        return asChannelwise(weighted.layer, rescaling.parse(weighted.layer.config))
      case 'Normalization':
        return asChannelwise(weighted.layer, normalizationIn(weighted))
    }
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new Error(`Layer ${weighted.layer.name} is a ${weighted.layer.kind} of an unknown form: ${why}`, {
      cause: error,
    })
  }
  return weighted
}

/** What a layer takes each channel times, and then adds. */
type Channelwise = { scale: readonly number[]; offset: readonly number[] }

function normalizationIn({ layer, weights }: WeightedLayer): Channelwise {
  const { axis, invert, ...given } = normalization.parse(layer.config)
  const [along] = [axis].flat()
  if (![undefined, null, -1, 3].includes(along))
    throw new Error(`it is along axis ${along}, not the channels.`)
  const weightNamed = (suffix: string): Weight['data'] | undefined =>
    weights.find((weight) => weight.suffix === suffix)?.data
  const mean = numbers.parse(given.mean ?? Array.from(weightNamed('mean') ?? []))
  const variance = numbers.parse(given.variance ?? Array.from(weightNamed('variance') ?? []))
  const deviation = variance.map((square) => Math.max(Math.sqrt(square), LEAST_DEVIATION))
  if (mean.length !== deviation.length) {
    throw new Error(`it has ${mean.length} means, but ${deviation.length} variances.`)
  }
  if (invert) return { scale: deviation, offset: mean }
  return {
    scale: deviation.map((one) => 1 / one),
    offset: mean.map((one, channel) => -one / (deviation[channel] ?? 1)),
  }
}

function asChannelwise({ name, inputs }: Layer, { scale, offset }: Channelwise): WeightedLayer {
  const channels = Math.max(scale.length, offset.length)
  const [firstScale, firstOffset] = [scale[0] ?? 1, offset[0] ?? 0]
  if (channels === 1) {
    const config = { name, scale: firstScale, offset: firstOffset, dtype: 'float32' }
    return { layer: { name, kind: 'Rescaling', config, inputs }, weights: [] }
  }
  const each = (values: readonly number[]) => {
    if (values.length !== 1 && values.length !== channels) {
      throw new Error(`it has ${values.length} numbers for ${channels} channels.`)
    }
    return Float32Array.from({ length: channels }, (_, channel) => values[channel] ?? values[0] ?? 0)
  }
  const parameters = {
    gamma: each(scale),
    beta: each(offset),
    moving_mean: new Float32Array(channels),
    moving_variance: new Float32Array(channels).fill(1 - EPSILON),
  }
  const config = { name, axis: -1, epsilon: EPSILON, center: true, scale: true, dtype: 'float32' }
  return {
    layer: { name, kind: 'BatchNormalization', config, inputs },
    weights: Object.entries(parameters).map(([suffix, data]) => ({ suffix, shape: [channels], data })),
  }
}
