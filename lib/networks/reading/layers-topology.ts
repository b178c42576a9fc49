import { z } from 'zod'
import { flattenNetwork, type Layer } from '../keras/flatten-network'
import { parseNetwork } from '../keras/keras-config'

export type { Layer } from '../keras/flatten-network'

const topology = z.union([
  z.object({ model_config: z.unknown() }).transform(({ model_config }) => model_config),
  z.looseObject({ class_name: z.string(), config: z.unknown() }),
])

/**
 * The layers of a layers model, as its topology lists them: of a Sequential model or a graph of layers, as Keras 2,
 * Keras 3 or TensorFlow.js write it. Those of a network that is a layer of another are named `outer/inner`.
 *
 * @throws Error naming the layer that is used more than once; ZodError when it is no topology of the known form.
 */
export function parseLayers(modelTopology: object): Layer[] {
  return flattenNetwork(parseNetwork(topology.parse(modelTopology))).layers
}

/**
 * The layers that the ones wanted are computed from, and these themselves, each after those that it reads.
 *
 * @throws Error naming the layer that is missing, or that reads itself.
 */
export function layersNeeded(layers: readonly Layer[], wanted: readonly string[]): Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const needed = new Map<string, Layer | null>()
  const visit = (name: string): void => {
    const state = needed.get(name)
    if (state === null) throw new Error(`Layer ${name} reads its own output.`)
    if (state) return
    const layer = byName.get(name)
    if (!layer) throw new Error(`The network has no layer ${name}.`)
    needed.set(name, null)
    layer.inputs.forEach(visit)
    // Again at the end, since a map keeps the order in which its keys came.
    needed.delete(name)
    needed.set(name, layer)
  }
  wanted.forEach(visit)
  return [...needed.values()].flatMap((layer) => (layer ? [layer] : []))
}
