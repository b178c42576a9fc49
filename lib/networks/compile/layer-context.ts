import { z } from 'zod'
import type { Weight } from '../reading/artifacts'
import type { Layer } from '../reading/layers-topology'
import { addActivation } from './activations'
import type { Feature, GraphBuilder } from './graph-builder'

/** A layer that is to be added to the graph, and what it is added from. */
export type LayerContext = {
  builder: GraphBuilder
  layer: Layer
  /** The layer's name. */
  name: string
  /** The outputs of the layers that it reads, at least one. */
  inputs: readonly [Feature, ...Feature[]]
  /** One of the layer's weights; throws when it has none of that name. */
  weight: (suffix: string) => Weight
  /** Which Keras the network was saved by; 2 where it does not say. */
  keras: number
}

/** Adds a layer of one kind; throws an Error naming the layer when it has a setting that cannot be compiled. */
export type AddLayer = (context: LayerContext) => Feature

const whole = z.number().int()

/** Two whole numbers, height and width; one stands for both. */
export const pair = z.union([
  z.tuple([whole, whole]),
  whole.transform((both): [number, number] => [both, both]),
])

/** Rows and columns at the margins, [[top, bottom], [left, right]]; fewer numbers stand for several of them. */
export const margins = z.union([
  z.tuple([z.tuple([whole, whole]), z.tuple([whole, whole])]),
  pair.transform(([height, width]): [[number, number], [number, number]] => [
    [height, height],
    [width, width],
  ]),
])

export const channelsLast = z.literal('channels_last').nullish()

/**
 * A layer's settings as a schema has them.
 *
 * @throws Error naming the layer and the setting that cannot be compiled.
 */
export function settingsOf<Settings>({ layer }: LayerContext, schema: z.ZodType<Settings>): Settings {
  const parsed = schema.safeParse(layer.config)
  if (parsed.success) return parsed.data
  const setting = String(parsed.error.issues[0]?.path[0] ?? '')
  const value = JSON.stringify(layer.config[setting]) ?? 'missing'
  throw new Error(
    `Layer ${layer.name} is of the kind ${layer.kind} with ${setting} ${value}, which cannot be compiled.`,
  )
}

/**
 * The layer's first input, which must have the rank.
 *
 * @throws Error naming the layer when it has not.
 */
export function inputOfRank({ layer, inputs: [input] }: LayerContext, rank: Feature['rank']): string {
  if (input.rank === rank) return input.output
  const what = input.rank === 2 ? 'one row of numbers a picture' : '[height, width, channels]'
  throw new Error(
    `Layer ${layer.name} is of the kind ${layer.kind} and reads ${what}, which cannot be compiled.`,
  )
}

/**
 * Checks that a setting means the channels: the last axis.
 *
 * @throws Error naming the layer when it means another.
 */
export function checkChannelAxis({ layer, inputs: [{ rank }] }: LayerContext, axis: number | number[]): void {
  const axes = [axis].flat()
  if (axes.length === 1 && (axes[0] === -1 || axes[0] === rank - 1)) return
  throw new Error(
    `Layer ${layer.name} is of the kind ${layer.kind} along the axis ${axes.join(', ')}, which cannot be compiled; only channels can, axis -1.`,
  )
}

/** A layer's `activation` setting. */
export const activation = z.string().nullish()

/** Adds a layer's activation. */
export function addLayerActivation(
  { builder, name, keras }: LayerContext,
  input: Feature,
  setting: string | null | undefined,
): Feature {
  const known = setting === 'hard_sigmoid' && keras >= 3 ? 'hard_sigmoid_6' : (setting ?? 'linear')
  return addActivation(builder, name, input, known)
}
