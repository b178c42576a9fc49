import 'server-only'
import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { env } from '@/lib/facts/env'
import { ProblemError } from '@/lib/http/problem'
import type { RecipeView } from '../views'

const description = z.object({
  recipes: z.array(z.object({ name: z.string(), id: z.string().nullable() })),
})
type Recipes = z.infer<typeof description>['recipes']

const execute = promisify(execFile)

/** Far more than it takes; what hangs for so long is ended. */
const LONGEST_MS = 60_000

let known: { state: number; recipes: Promise<Recipes> } | undefined

/**
 * The recipes as the job knows them. Asked of a command of the project, so that no encoder's code is part of the web
 * server, and again only when the encoders that were added have changed.
 */
function readRecipes(): Promise<Recipes> {
  const folder = statSync(path.join(env().dataDir, 'encoders'), { throwIfNoEntry: false })
  const state = folder?.mtimeMs ?? 0
  if (known?.state !== state) known = { state, recipes: askForRecipes() }
  const { recipes } = known
  recipes.catch(() => (known = undefined))
  return recipes
}

async function askForRecipes(): Promise<Recipes> {
  const args = ['--import', 'tsx', 'scripts/recipes.ts', '--json']
  const { stdout } = await execute(process.execPath, args, { timeout: LONGEST_MS })
  return description.parse(JSON.parse(stdout)).recipes
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
