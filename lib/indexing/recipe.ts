import path from 'node:path'
import { readAddedEncoders } from '@/lib/embedding/added-encoders'
import { describeRecipes, readSharedDescriptions } from '@/lib/embedding/known-recipes'
import { type Recipe, recipeNamed } from '@/lib/embedding/recipes'
import { bringEncoders } from '@/lib/embedding/shared-encoders'
import { type QueryExpansion, queryExpansionOf } from '@/lib/similarity/query-expansion'
import type { ObjectStorage } from '@/lib/storage/storage'
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

/**
 * The same, with what it needs brought here first from the storage that all machines share.
 *
 * @throws what `currentRecipe` and `bringEncoders` throw
 */
export async function sharedRecipe(name: string, dataDir: string, storage: ObjectStorage): Promise<Recipe> {
  await bringEncoders(storage, encodersFolder(dataDir), name)
  return currentRecipe(name, dataDir)
}

/** All recipes, each with its id today; null for one whose network is neither here nor in the storage. */
export async function knownRecipes(
  dataDir: string,
  storage: ObjectStorage,
): Promise<{ name: string; id: string | null }[]> {
  const encodersDir = encodersFolder(dataDir)
  return describeRecipes(encodersDir, PIXELS_VERSION, await readSharedDescriptions(storage, encodersDir))
}

/** How the vectors of so many models are expanded before they are searched with; those of a recipe without a projection are not, unless it says so. */
export function expansionOf(
  { projection, expanded = projection !== null }: Pick<Recipe, 'projection' | 'expanded'>,
  models: number,
): QueryExpansion | null {
  return expanded ? queryExpansionOf(models) : null
}
