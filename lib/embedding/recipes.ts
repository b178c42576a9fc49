import { bundledNetwork } from '@/lib/networks/bundled-networks'
import type { EncoderDefinition, Network } from '@/lib/networks/network'
import type { AddedEncoder } from './added-encoders'
import { defineRecipe, networkOf, type RecipeDefinition } from './recipe-definitions'

/**
 * How a thumbnail becomes a vector. With a projection, each pooled layer is taken to its signed square root, unless `power` says
 * otherwise, and to length 1, and they stand one after another, by weight: those are the embeddings that are stored, and the
 * projection is fitted on all of a catalogue. Without one the numbers are as the network gives them, brought to
 * length 1, and compared by their plain cosine.
 */
export type Recipe = EncoderDefinition & {
  /** Changes with everything that changes a vector: equal ids mean comparable vectors. */
  id: string
} & Pick<RecipeDefinition, 'projection' | 'power' | 'expanded' | 'groundDamping' | 'words'>

/**
 * The recipe of a name, with its networks.
 *
 * @param pixelsVersion version of the code that turns an image into pixels; part of the id
 * @throws Error that lists the known names, or says how the network is had that the recipe needs.
 */
export function recipeNamed(
  name: string,
  pixelsVersion: number,
  added: readonly AddedEncoder[] = [],
): Recipe {
  const recipe = defineRecipe(name, pixelsVersion, added)
  const layers = recipe.layers.map(({ network, ...rest }) => ({
    ...rest,
    network: networkOf<Network>(network, name, added, bundledNetwork),
  }))
  return { ...recipe, layers }
}
