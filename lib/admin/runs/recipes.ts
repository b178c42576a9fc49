import 'server-only'
import path from 'node:path'
import { describeRecipes, readSharedDescriptions } from '@/lib/embedding/known-recipes'
import { env } from '@/lib/facts/env'
import { ProblemError } from '@/lib/http/problem'
import { storage } from '@/lib/serving/storage'
import { StorageError } from '@/lib/storage/storage-error'
import { PIXELS_VERSION } from '@/lib/thumbnails/encoder-pixels-version'
import type { RecipeView } from '../views'

/** The recipes as the job knows them, without any encoder's code. */
async function readRecipes() {
  const encodersDir = path.join(env().dataDir, 'encoders')
  const shared = await readSharedDescriptions(storage(), encodersDir).catch((error: unknown) => {
    // What is here can be chosen all the same.
    if (!(error instanceof StorageError)) throw error
    console.error(error.message)
    return []
  })
  return describeRecipes(encodersDir, PIXELS_VERSION, shared)
}

export async function listRecipes(): Promise<RecipeView[]> {
  return (await readRecipes()).map(({ name, id }) => ({ name, isReady: id !== null }))
}

/**
 * The id under which embeddings of a recipe are stored.
 *
 * @throws ProblemError 400 for a recipe that is unknown, or whose network is not here.
 */
export async function requireRecipeId(name: string): Promise<string> {
  const recipes = await readRecipes()
  const recipe = recipes.find((candidate) => candidate.name === name)
  if (!recipe) {
    const names = recipes.map((candidate) => candidate.name).join(', ')
    throw new ProblemError(400, `There is no recipe “${name}”; known are ${names}.`)
  }
  if (recipe.id === null) {
    throw new ProblemError(
      400,
      `The network of the recipe “${name}” is not here yet; npm run encoder:vgg16 or encoder:add brings it.`,
    )
  }
  return recipe.id
}
