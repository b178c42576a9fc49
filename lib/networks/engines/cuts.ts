import type { EncoderDefinition, EncoderLayer, Network, NetworkCut } from '../network'

/** One network of a recipe, and the encoder's layers that are taken from it. */
export type EncoderNetwork = { network: Network; layers: EncoderLayer[] }

/** The networks of an encoder, each once, in the order in which its layers name them. */
export function networksOf({ layers }: Pick<EncoderDefinition, 'layers'>): EncoderNetwork[] {
  const names = [...new Set(layers.map(({ network }) => network.name))]
  return names.flatMap((name) => {
    const own = layers.filter(({ network }) => network.name === name)
    const [first] = own
    return first ? [{ network: first.network, layers: own }] : []
  })
}

/**
 * Reads the networks of an encoder into memory, all of them TensorFlow.js artifacts.
 *
 * @throws Error when one is an ONNX file.
 */
export async function readCuts(networks: readonly EncoderNetwork[]): Promise<NetworkCut[]> {
  return Promise.all(
    networks.map(async ({ network: { name, source, scaling }, layers }) => {
      if (source.format === 'onnx') {
        throw new Error(`The encoder ${name} is an ONNX file, which only the engine onnxruntime can run.`)
      }
      return { artifacts: await source.load(), scaling, outputs: outputsOf(layers) }
    }),
  )
}

/** What is wanted of a network, as plain data. */
export function outputsOf(layers: readonly EncoderLayer[]): NetworkCut['outputs'] {
  return layers.map(({ layer, pooling }) => ({ layer, pooling }))
}

/**
 * Puts results that come network by network into the order in which the recipe names its layers.
 *
 * @param results one for each layer of `networks`, in their order
 */
export function inLayerOrder<Result>(
  encoder: Pick<EncoderDefinition, 'layers'>,
  networks: readonly EncoderNetwork[],
  results: readonly Result[],
): Result[] {
  const resultOf = new Map(
    networks.flatMap(({ layers }) => layers).map((layer, index) => [layer, results[index]] as const),
  )
  return encoder.layers.map((layer) => {
    const result = resultOf.get(layer)
    if (result === undefined)
      throw new Error(`The network gave nothing for ${layer.network.name} ${layer.layer}.`)
    return result
  })
}
