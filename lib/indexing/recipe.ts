import { type Recipe, recipeNamed } from '@/lib/embedding/recipes'
import { PIXELS_VERSION } from '@/lib/thumbnails/pixels-version'

/**
 * The recipe of a name, its id telling how thumbnails are turned into pixels today.
 *
 * @throws Error that lists the known names.
 */
export function currentRecipe(name: string): Recipe {
  return recipeNamed(name, PIXELS_VERSION)
}
