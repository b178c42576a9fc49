import { z } from 'zod'
import { classicSettings } from './keras-settings'

/** One output of a layer: most layers have only output 0. */
export type Endpoint = { layer: string; output: number }

/** A network as Keras' `model_config` describes it; a layer of it may be a network itself. */
export type KerasNetwork = {
  name: string
  trainable: boolean
  layers: KerasLayer[]
  /** What takes the inputs and what gives the outputs, in their order; none where the configuration does not say. */
  inputs: Endpoint[]
  outputs: Endpoint[]
}

export type KerasLayer = {
  name: string
  kind: string
  config: Record<string, unknown>
  trainable: boolean
  inputs: Endpoint[]
  /** What the layer consists of, where it is a network. */
  network?: KerasNetwork
}

const settings = z.looseObject({ name: z.string().optional(), trainable: z.boolean().default(true) })
const listedLayer = z.object({
  name: z.string().optional(),
  class_name: z.string(),
  config: z.unknown(),
  inbound_nodes: z.array(z.unknown()).default([]),
})
const network = z.object({ class_name: z.string().default('Model'), config: z.unknown() })
const functional = settings.extend({
  layers: z.array(listedLayer),
  input_layers: z.unknown().optional(),
  output_layers: z.unknown().optional(),
})
const sequential = z.union([
  settings.extend({ layers: z.array(listedLayer) }),
  // The first versions wrote only the layers.
  z.array(listedLayer).transform((layers) => ({ name: undefined, trainable: true, layers })),
])

const networkKinds = new Set(['Model', 'Functional', 'Sequential'])

/**
 * Reads the `model_config` of Keras 2, Keras 3 or TensorFlow.js: `Sequential`, or `Functional` (`Model` once).
 *
 * @throws Error naming the layer that is used more than once; ZodError when it is not of the known form.
 */
export function parseNetwork(modelConfig: unknown): KerasNetwork {
  const { class_name: kind, config } = network.parse(modelConfig)
  return kind === 'Sequential' ? parseSequential(config) : parseFunctional(config)
}

function parseFunctional(config: unknown): KerasNetwork {
  const { name = 'network', trainable, layers, input_layers, output_layers } = functional.parse(config)
  return {
    name,
    trainable,
    layers: layers.map((layer) => {
      const [use, ...furtherUses] = layer.inbound_nodes
      const parsed = parseLayer(layer, endpointsIn(use))
      if (furtherUses.length > 0) {
        throw new Error(`Layer ${parsed.name} is used more than once, which is not supported.`)
      }
      return parsed
    }),
    inputs: endpointsIn(input_layers),
    outputs: endpointsIn(output_layers),
  }
}

function parseSequential(config: unknown): KerasNetwork {
  const { name = 'network', trainable, layers: listed } = sequential.parse(config)
  const layers: KerasLayer[] = []
  const [first] = listed
  if (first && first.class_name !== 'InputLayer') layers.push(inputOf(parseLayer(first, [])))
  for (const layer of listed) {
    const before = layers.at(-1)
    layers.push(parseLayer(layer, before ? [{ layer: before.name, output: 0 }] : []))
  }
  return {
    name,
    trainable,
    layers,
    inputs: layers.slice(0, 1).map((layer) => ({ layer: layer.name, output: 0 })),
    outputs: layers.slice(-1).map((layer) => ({ layer: layer.name, output: 0 })),
  }
}

/** What a Sequential model that does not list it begins with: its first layer says what it takes. */
function inputOf({ name, config, network }: KerasLayer): KerasLayer {
  const shape = config.batch_input_shape ?? network?.layers[0]?.config.batch_input_shape
  return {
    name: `${name}_input`,
    kind: 'InputLayer',
    config: { name: `${name}_input`, batch_input_shape: shape ?? [null, null, null, 3], dtype: 'float32' },
    trainable: true,
    inputs: [],
  }
}

function parseLayer(listed: z.infer<typeof listedLayer>, inputs: Endpoint[]): KerasLayer {
  const { class_name: kind, config } = listed
  if (networkKinds.has(kind)) {
    const network = parseNetwork(listed)
    const name = listed.name ?? network.name
    return { name, kind, config: {}, trainable: network.trainable, inputs, network }
  }
  const { trainable, ...own } = settings.parse(config)
  const name = z.string({ error: `A layer of the kind ${kind} has no name.` }).parse(listed.name ?? own.name)
  return { name, ...classicSettings(kind, own), trainable, inputs }
}

/** What Keras 2 writes in the place of a layer's name when a layer is called with a number. */
const CONSTANT = '_CONSTANT_VALUE'
/** [layer, use, output], and in an inbound node what else the layer is called with. */
const reference = z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown())
const kerasTensor = z.object({
  class_name: z.literal('__keras_tensor__'),
  config: z.object({ keras_history: reference }),
})

/**
 * The outputs that are named in what Keras lists of a layer's use, however they are nested: Keras 2 writes
 * `[[layer, use, output, {}], ...]`, Keras 3 `{args: [tensor or tensors, ...], kwargs}`.
 */
function endpointsIn(listed: unknown): Endpoint[] {
  const tensor = kerasTensor.safeParse(listed)
  const found = reference.safeParse(tensor.success ? tensor.data.config.keras_history : listed)
  if (found.success) {
    const [layer, , output] = found.data
    return layer === CONSTANT ? [] : [{ layer, output }]
  }
  if (typeof listed !== 'object' || listed === null) return []
  return Object.values(listed).flatMap(endpointsIn)
}
