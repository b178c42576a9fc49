import { z } from 'zod'
import type { Layer } from '../reading/layers-topology'

/** What a layer gives for each picture: rank 4 has places, rank 2 is one row of numbers; `channels` where known. */
export type LayerForm = { rank: 2 | 4; channels?: number }

const sizes = z.object({
  filters: z.number().optional().catch(undefined),
  units: z.number().optional().catch(undefined),
  depth_multiplier: z.number().default(1).catch(1),
  keepdims: z.boolean().default(false).catch(false),
  target_shape: z.array(z.number()).default([]).catch([]),
})

/** The forms of layers by name, from the layers in an order in which each reads only those before it. */
export function layerForms(layers: readonly Layer[]): Map<string, LayerForm> {
  const forms = new Map<string, LayerForm>()
  for (const layer of layers) {
    forms.set(
      layer.name,
      formOf(
        layer,
        layer.inputs.map((name) => forms.get(name) ?? { rank: 4 }),
      ),
    )
  }
  return forms
}

function formOf({ kind, config }: Layer, inputs: readonly LayerForm[]): LayerForm {
  const [first = { rank: 4 as const, channels: 3 }] = inputs
  const { filters, units, depth_multiplier, keepdims, target_shape } = sizes.parse(config)
  switch (kind) {
    case 'Conv2D':
    case 'SeparableConv2D':
      return { rank: 4, channels: filters }
    case 'DepthwiseConv2D':
      return { rank: 4, channels: first.channels && first.channels * depth_multiplier }
    case 'Dense':
      return { rank: first.rank, channels: units }
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      return { rank: keepdims ? 4 : 2, channels: first.channels }
    case 'Flatten':
      return first.rank === 2 ? first : { rank: 2 }
    case 'Reshape': {
      const last = target_shape.at(-1) ?? -1
      return { rank: target_shape.length === 3 ? 4 : 2, channels: last < 0 ? first.channels : last }
    }
    case 'Concatenate':
      return { rank: first.rank, channels: sumOf(inputs.map(({ channels }) => channels)) }
    default: {
      // One of the tensors that a layer merges may have a single channel for all those of the others.
      const known = inputs.flatMap(({ channels }) => channels ?? [])
      return { rank: first.rank, channels: known.length > 0 ? Math.max(...known) : first.channels }
    }
  }
}

function sumOf(channels: readonly (number | undefined)[]): number | undefined {
  return channels.reduce<number | undefined>(
    (sum, more) => (sum === undefined || more === undefined ? undefined : sum + more),
    0,
  )
}
