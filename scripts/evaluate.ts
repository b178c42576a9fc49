import {
  Command,
  InvalidArgumentError,
  interruptSignal,
  Option,
  runCommand,
  wholeNumber,
} from '@/lib/cli/command'
import { evaluateLikes } from '@/lib/cli/evaluate-likes'
import { addLikesFlags, checkLikesFlags, type LikesFlags } from '@/lib/cli/likes-flags'
import { openCheckedStorage } from '@/lib/cli/open-storage'
import { checkWritable } from '@/lib/cli/output'
import { progressOfPieces } from '@/lib/cli/progress'
import { reportWriter } from '@/lib/cli/quality-report'
import { printQuality, printRecipes, qualityOf } from '@/lib/cli/quality-tables'
import { printCloseness } from '@/lib/cli/reliability-diagram'
import { checkRecipes, listed, parseRecipeNames, recipeOption } from '@/lib/cli/recipe-option'
import { typedPath } from '@/lib/cli/typed-path'
import { openDatabase } from '@/lib/database/database'
import { engineSettings, type EngineSetting, env } from '@/lib/facts/env'
import { compareRecipes } from '@/lib/indexing/compare-recipes'
import { evaluate, type EvaluateOptions } from '@/lib/indexing/evaluate'
import { sharedRecipe } from '@/lib/indexing/recipe'
import { openStorage } from '@/lib/storage/storage'

type Only = EvaluateOptions['only']
type Flags = LikesFlags &
  Pick<EvaluateOptions, 'label' | 'group' | 'only' | 'distinct'> & {
    recipe: string
    compare?: string[]
    engine?: EngineSetting
    minRelevant: number
    report?: string
    json: boolean
  }

const command = new Command('npm run evaluate --')
  .description(
    'Measures how well look-alikes agree with what models are known to be. The model itself never counts.',
  )
  .addOption(recipeOption('the recipe to measure'))
  .option(
    '--compare <name,name,…>',
    `measure several recipes side by side, embedding what they lack first: ${listed()}`,
    parseRecipeNames,
  )
  .addOption(
    new Option('--engine <name>', 'what runs the encoders of --compare (default: ENGINE)').choices(
      engineSettings,
    ),
  )
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
  .option(
    '--report <file>',
    'write a page about it, with everything within: confidence intervals, labels, the best and the worst queries',
    typedPath,
  )
  .option('--json', 'print one JSON object', false)
  .action(async (given: Flags) => {
    checkLikesFlags(command)
    if (given.likes !== undefined) {
      const isNamed = command.getOptionValueSource('recipe') === 'cli'
      return evaluateLikes({ ...given, recipe: isNamed ? given.recipe : undefined })
    }
    const { recipe, compare, engine, json, report, minRelevant, label, group, only, distinct } = given
    const flags = { label, group, only, distinct }
    const { dataDir, ...settings } = env()
    if (report !== undefined) checkWritable(report)
    const database = await openDatabase(env())
    const storage = compare ? await openCheckedStorage('read') : openStorage(settings.storage)
    const progress = progressOfPieces()
    const question = { database, leastRelevant: minRelevant, ...flags }
    const onProgress = (done: number, total: number) => progress.show('Ranking', done, total)
    const asked = { ...question, onProgress }
    const writeReport = reportWriter({ ...question, storage }, report)
    if (!compare) {
      const measured = await sharedRecipe(recipe, dataDir, storage)
      const evaluation = await evaluate({ ...asked, recipe: measured })
        .catch(writeReport.without)
        .finally(progress.stop)
      await writeReport.of([{ recipe, evaluation }])
      const quality = qualityOf(evaluation)
      if (json) return console.log(JSON.stringify(quality, null, 2))
      printQuality(flags.label, quality)
      return printCloseness(quality.calibration)
    }
    const compared = []
    for (const name of compare) compared.push(await sharedRecipe(name, dataDir, storage))
    const measured = await compareRecipes({
      ...asked,
      dataDir,
      storage,
      engine: engine ?? settings.engine,
      signal: interruptSignal(),
      recipes: compared,
      onEmbedded: (name, done, total) => progress.show(`Embedding for ${name}`, done, total),
    })
      .catch(writeReport.without)
      .finally(progress.stop)
    await writeReport.of(measured)
    const recipes = measured.map(({ evaluation, ...cost }) => ({ ...cost, quality: qualityOf(evaluation) }))
    if (json) console.log(JSON.stringify({ recipes }, null, 2))
    else printRecipes(recipes)
  })

function parseOnly(text: string, before: Only): Only {
  const [, column, values] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (column === undefined || values === undefined) {
    throw new InvalidArgumentError('It must be a column, =, and values separated by commas.')
  }
  return [...before, { column, values: values.split(',') }]
}

await runCommand(checkRecipes(addLikesFlags(command), ['recipe', 'compare']))
