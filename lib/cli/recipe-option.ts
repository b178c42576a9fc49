import { z } from 'zod'
import { describeRecipes } from '@/lib/embedding/known-recipes'
import { recipeNames } from '@/lib/embedding/recipe-definitions'
import { env } from '@/lib/facts/env'
import { encodersFolder, knownRecipes } from '@/lib/indexing/recipe'
import { openStorage } from '@/lib/storage/storage'
import { type Command, Option } from './command'

/** The flag `--recipe`, for the recipes of this code and of encoders that were added; see `checkRecipes`. */
export function recipeOption(description: string): Option {
  return new Option('--recipe <name>', `${description}: ${listed()}`).default('default')
}

/** The names that are known before any encoder was added, for a help text. */
export function listed(): string {
  return `${recipeNames([]).join(', ')}, or an added encoder`
}

/** The names in a list separated by commas, each once. */
export function parseRecipeNames(text: string): string[] {
  return [...new Set(text.split(',').map((name) => name.trim()))]
}

const named = z.union([z.string().transform((name) => [name]), z.array(z.string())]).optional()

/**
 * Refuses, before a command does anything, recipes that are known neither here nor to the storage, as it refuses any other
 * wrong argument.
 *
 * @param keys of the options that name recipes
 */
export function checkRecipes(command: Command, keys: readonly string[]): Command {
  return command.hook('preAction', async () => {
    for (const option of command.options.filter((known) => keys.includes(known.attributeName()))) {
      const names = named.parse(command.getOptionValue(option.attributeName())) ?? []
      const { unknown, known } = await findUnknown(names)
      if (unknown === undefined) continue
      command.error(
        `error: option '${option.flags}' argument '${unknown}' is invalid. There is no recipe of that name; known are ${known.join(', ')}.`,
        { code: 'commander.invalidArgument' },
      )
    }
  })
}

/** The first name that is nowhere known. The storage is asked only for what is not known here. */
async function findUnknown(names: readonly string[]): Promise<{ unknown?: string; known: string[] }> {
  const { dataDir, storage } = env()
  const here = describeRecipes(encodersFolder(dataDir), 0).map(({ name }) => name)
  if (names.every((name) => here.includes(name))) return { known: here }
  const known = (await knownRecipes(dataDir, openStorage(storage))).map(({ name }) => name)
  return { unknown: names.find((name) => !known.includes(name)), known }
}
