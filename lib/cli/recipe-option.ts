import { recipeNames } from '@/lib/embedding/recipe-definitions'
import { env } from '@/lib/facts/env'
import { knownRecipes } from '@/lib/indexing/recipe'
import { InvalidArgumentError, Option } from './command'

/** The flag `--recipe`, for the recipes of this code and of encoders that were added. */
export function recipeOption(description: string): Option {
  return new Option('--recipe <name>', `${description}: ${listed()}`)
    .argParser(parseRecipeName)
    .default('default')
}

/** The names that are known before any encoder was added, for a help text. */
export function listed(): string {
  return `${recipeNames([]).join(', ')}, or an added encoder`
}

/** The names in a list separated by commas, each once. */
export function parseRecipeNames(text: string): string[] {
  return [...new Set(text.split(',').map((name) => parseRecipeName(name.trim())))]
}

/** @throws InvalidArgumentError that lists the names that are known here. */
function parseRecipeName(name: string): string {
  const known = knownRecipes(env().dataDir).map((recipe) => recipe.name)
  if (known.includes(name)) return name
  throw new InvalidArgumentError(`There is no recipe of that name; known are ${known.join(', ')}.`)
}
