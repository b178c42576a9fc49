import type { Endpoint, KerasLayer, KerasNetwork } from './keras-config'

/** One layer of a layers model, with the layers that it reads, in their order. */
export type Layer = { name: string; kind: string; config: Record<string, unknown>; inputs: string[] }

/** A network without networks in it: all layers, and the names of those that give its outputs. */
export type FlatNetwork = { layers: Layer[]; outputs: string[] }

/**
 * Puts the layers of networks that are layers of a network in their place, named `outer/inner`. Those that take
 * such a network's inputs go: what feeds it is read at once.
 *
 * @throws Error naming the layer or the network whose inputs and outputs do not fit.
 */
export function flattenNetwork(network: KerasNetwork): FlatNetwork {
  const flat = flatten(network, '', undefined)
  const names = new Set<string>()
  for (const { name } of flat.layers) {
    if (names.has(name)) throw new Error(`The network has two layers with the name ${name}.`)
    names.add(name)
  }
  return flat
}

/** @param feeds the layers that are read in the place of the network's inputs; the outermost has its own inputs */
function flatten(network: KerasNetwork, prefix: string, feeds: readonly string[] | undefined): FlatNetwork {
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]))
  const flattened = new Map<string, FlatNetwork>()
  const flatNetworkOf = (layer: KerasLayer, inner: KerasNetwork): FlatNetwork => {
    const known = flattened.get(layer.name)
    if (known) return known
    const inputs = layer.inputs.map(sourceOf)
    if (inputs.length !== inner.inputs.length) {
      throw new Error(
        `The network ${prefix}${layer.name} takes ${inner.inputs.length} inputs, but is given ${inputs.length}.`,
      )
    }
    const flat = flatten(inner, `${prefix}${layer.name}/`, inputs)
    flattened.set(layer.name, flat)
    return flat
  }
  const sourceOf = ({ layer: name, output }: Endpoint): string => {
    const layer = byName.get(name)
    if (layer?.network) {
      const source = flatNetworkOf(layer, layer.network).outputs[output]
      if (source === undefined) throw new Error(`The network ${prefix}${name} has no output ${output}.`)
      return source
    }
    if (output !== 0)
      throw new Error(`Output ${output} of layer ${prefix}${name} is read; only the first can be.`)
    if (feeds && layer?.kind === 'InputLayer') {
      const feed = feeds[network.inputs.findIndex((input) => input.layer === name)]
      if (feed === undefined) throw new Error(`Layer ${prefix}${name} is no input of its network.`)
      return feed
    }
    return prefix + name
  }
  const layers = network.layers.flatMap((layer): Layer[] => {
    if (layer.network) return flatNetworkOf(layer, layer.network).layers
    if (feeds && layer.kind === 'InputLayer') return []
    const { name, kind, config, inputs } = layer
    return [{ name: prefix + name, kind, config, inputs: inputs.map(sourceOf) }]
  })
  return { layers, outputs: network.outputs.map(sourceOf) }
}
