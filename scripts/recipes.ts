import { Command, runCommand } from '@/lib/cli/command'
import { printTable } from '@/lib/cli/table'
import { env } from '@/lib/facts/env'
import { knownRecipes } from '@/lib/indexing/recipe'
import { openStorage } from '@/lib/storage/storage'

const command = new Command('npm run recipes --')
  .description(
    'Lists the recipes that thumbnails can be looked at with, and whether the network of each is here.',
  )
  .option('--json', 'print one JSON object', false)
  .action(async ({ json }: { json: boolean }) => {
    const { dataDir, storage } = env()
    const recipes = await knownRecipes(dataDir, openStorage(storage))
    if (json) return console.log(JSON.stringify({ recipes }))
    printTable(
      ['recipe', 'id', 'network'],
      recipes.map(({ name, id }) => [name, id ?? '-', id === null ? 'not here' : 'here']),
    )
  })

await runCommand(command)
