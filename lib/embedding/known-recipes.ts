import { readEncoderDescriptions } from './encoder-descriptions'
import { defineRecipe, recipeNames } from './recipe-definitions'

/**
 * All recipes, those of the encoders among them that were added below a folder, each with its id; null for one whose
 * network is not here yet. No network is loaded, nor any code that could.
 *
 * @param pixelsVersion as of `defineRecipe`
 * @throws Error naming the description of an encoder that is damaged.
 */
export function describeRecipes(
  encodersDir: string,
  pixelsVersion: number,
): { name: string; id: string | null }[] {
  const added = readEncoderDescriptions(encodersDir).map(({ name, digest, scaling, recipe }) => ({
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
