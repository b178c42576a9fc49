import { Command, runCommand } from '@/lib/cli/command'
import { printTable } from '@/lib/cli/table'
import { env } from '@/lib/facts/env'
import { knownRecipes } from '@/lib/indexing/recipe'

const command = new Command('npm run recipes --')
  .description(
    'Lists the recipes that thumbnails can be looked at with, and whether the network of each is here.',
  )
  .option('--json', 'print one JSON object', false)
  .action(({ json }: { json: boolean }) => {
    const recipes = knownRecipes(env().dataDir)
    if (json) return console.log(JSON.stringify({ recipes }))
    printTable(
      ['recipe', 'id', 'network'],
      recipes.map(({ name, id }) => [name, id ?? '-', id === null ? 'not here' : 'here']),
    )
  })

await runCommand(command)
