import { type EncoderDescription, readEncoderDescriptions } from './encoder-descriptions'
import { defineRecipe, recipeNames } from './recipe-definitions'
import { mergeDescriptions } from './shared-descriptions'

export { readEncoderDescriptions }
export { readSharedDescriptions } from './shared-descriptions'

/**
 * All recipes, those of the encoders among them that were added below a folder, each with its id; null for one whose
 * network is not here yet. No network is loaded, nor any code that could.
 *
 * @param pixelsVersion as of `defineRecipe`
 * @param shared what a storage has for all machines: its networks are brought here when they are needed
 * @throws Error naming the description of an encoder that is damaged.
 */
export function describeRecipes(
  encodersDir: string,
  pixelsVersion: number,
  shared: readonly EncoderDescription[] = [],
): { name: string; id: string | null }[] {
  const descriptions = mergeDescriptions(readEncoderDescriptions(encodersDir), shared)
  const added = descriptions.map(({ name, digest, scaling, recipe }) => ({
    name,
    recipe,
    network: { digest, scaling },
  }))
  return recipeNames(added).map((name) => {
    try {
      return { name, id: defineRecipe(name, pixelsVersion, added).id }
    } catch {
      return { name, id: null }
    }
  })
}
