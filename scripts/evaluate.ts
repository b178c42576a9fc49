import { Command, InvalidArgumentError, Option, runCommand, wholeNumber } from '@/lib/cli/command'
import { printTable } from '@/lib/cli/table'
import { startProgress } from '@/lib/cli/progress'
import { openDatabase } from '@/lib/db/migrations'
import { recipeNames } from '@/lib/embedding/recipes'
import { env } from '@/lib/env'
import { evaluate } from '@/lib/indexing/evaluate'
import { currentRecipe } from '@/lib/indexing/recipe'

type Only = { column: string; values: string[] }
type Flags = {
  recipe: string
  label: string
  group?: string
  only: Only[]
  distinct: boolean
  minRelevant: number
  json: boolean
}

const command = new Command('npm run evaluate --')
  .description(
    'Measures how well look-alikes agree with what models are known to be. The model itself never counts.',
  )
  .addOption(new Option('--recipe <name>', 'the recipe to measure').choices(recipeNames).default('default'))
  .option(
    '--label <column>',
    'models with the same value of this column are relevant to one another',
    'label',
  )
  .option(
    '--group <column>',
    'leave models of the query’s own group out: other views of the same object, say',
  )
  .option('--only <column=a,b>', 'let only these models take part; can be given several times', parseOnly, [])
  .option('--distinct', 'of models with the same picture let only the first take part', false)
  .option(
    '--min-relevant <number>',
    'relevant models that one needs to be a query',
    wholeNumber(1, 1_000_000),
    10,
  )
  .option('--json', 'print one JSON object', false)
  .action(async ({ recipe, minRelevant, json, ...flags }: Flags) => {
    const connection = openDatabase(env().databaseFile)
    let progress: ReturnType<typeof startProgress> | undefined
    const quality = await evaluate({
      ...{ connection, recipe: currentRecipe(recipe), leastRelevant: minRelevant, ...flags },
      onProgress: (done, total) => (progress ??= startProgress('Ranking', total)).update(done),
    }).finally(() => progress?.stop())
    if (json) return console.log(JSON.stringify(quality, null, 2))

    const { byLabel, ...overall } = quality
    const columns = ['queries', 'precision@10', 'recall-capped precision@10', 'mean average precision']
    const row = (name: string, { queries, ...means }: typeof overall) => [
      name,
      String(queries),
      means.precisionAt10.toFixed(3),
      means.recallCappedPrecisionAt10.toFixed(3),
      means.meanAveragePrecision.toFixed(3),
    ]
    printTable(
      [flags.label, ...columns],
      [...Object.entries(byLabel).map(([name, means]) => row(name, means)), row('all', overall)],
    )
  })

function parseOnly(text: string, before: Only[]): Only[] {
  const [, column, values] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (column === undefined || values === undefined) {
    throw new InvalidArgumentError('It must be a column, =, and values separated by commas.')
  }
  return [...before, { column, values: values.split(',') }]
}

await runCommand(command)
