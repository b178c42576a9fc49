import path from 'node:path'
import { readAddedEncoders } from '@/lib/embedding/added-encoders'
import { describeRecipes } from '@/lib/embedding/known-recipes'
import { type Recipe, recipeNamed } from '@/lib/embedding/recipes'
import { type QueryExpansion, queryExpansionOf } from '@/lib/similarity/query-expansion'
import { PIXELS_VERSION } from '@/lib/thumbnails/encoder-pixels-version'

/** Holds compiled encoders, and a folder for each that was added. */
export function encodersFolder(dataDir: string): string {
  return path.join(dataDir, 'encoders')
}

/**
 * The recipe of a name, its id telling how thumbnails are turned into pixels today.
 *
 * @throws Error that lists the known names, or says how the network is had that the recipe needs.
 */
export function currentRecipe(name: string, dataDir: string): Recipe {
  return recipeNamed(name, PIXELS_VERSION, readAddedEncoders(encodersFolder(dataDir)))
}

/** All recipes, each with its id today; null for one whose network is not here yet. */
export function knownRecipes(dataDir: string): { name: string; id: string | null }[] {
  return describeRecipes(encodersFolder(dataDir), PIXELS_VERSION)
}

/** How the vectors of so many models are expanded before they are searched with; those of a plain recipe are not. */
export function expansionOf(
  { projection }: Pick<Recipe, 'projection'>,
  models: number,
): QueryExpansion | null {
  return projection && queryExpansionOf(models)
}
