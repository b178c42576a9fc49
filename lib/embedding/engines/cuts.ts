import type { Network, NetworkCut } from '../encoders/network'
import type { Recipe, RecipeLayer } from '../recipes'

/** One network of a recipe, and the recipe's layers that are taken from it. */
export type RecipeNetwork = { network: Network; layers: RecipeLayer[] }

/** The networks of a recipe, each once, in the order in which its layers name them. */
export function networksOf({ layers }: Pick<Recipe, 'layers'>): RecipeNetwork[] {
  const names = [...new Set(layers.map(({ network }) => network.name))]
  return names.flatMap((name) => {
    const own = layers.filter(({ network }) => network.name === name)
    const [first] = own
    return first ? [{ network: first.network, layers: own }] : []
  })
}

/**
 * Reads the networks of a recipe into memory, all of them TensorFlow.js artifacts.
 *
 * @throws Error when one is an ONNX file.
 */
export async function readCuts(networks: readonly RecipeNetwork[]): Promise<NetworkCut[]> {
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
export function outputsOf(layers: readonly RecipeLayer[]): NetworkCut['outputs'] {
  return layers.map(({ layer, pooling }) => ({ layer, pooling }))
}

/**
 * Puts results that come network by network into the order in which the recipe names its layers.
 *
 * @param results one for each layer of `networks`, in their order
 */
export function inRecipeOrder<Result>(
  recipe: Pick<Recipe, 'layers'>,
  networks: readonly RecipeNetwork[],
  results: readonly Result[],
): Result[] {
  const resultOf = new Map(
    networks.flatMap(({ layers }) => layers).map((layer, index) => [layer, results[index]] as const),
  )
  return recipe.layers.map((layer) => {
    const result = resultOf.get(layer)
    if (result === undefined)
      throw new Error(`The network gave nothing for ${layer.network.name} ${layer.layer}.`)
    return result
  })
}
