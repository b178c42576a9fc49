import { Command, interruptSignal, Option, runCommand, wholeNumber } from '@/lib/cli/command'
import { precomputeReporter, reportResult } from '@/lib/cli/precompute-report'
import { recipeOption } from '@/lib/cli/recipe-option'
import { openDatabase } from '@/lib/db/migrations'
import { engineSettings, type EngineSetting, env } from '@/lib/env'
import { precompute } from '@/lib/indexing/precompute'
import { currentRecipe } from '@/lib/indexing/recipe'

type Flags = { mode: 'missing' | 'all'; recipe: string; engine?: EngineSetting; neighbours: number }

const command = new Command('npm run precompute --')
  .description(
    'Computes which models look alike, and publishes it. Run it after every change of the catalogue.',
  )
  .addOption(
    new Option('--mode <mode>', 'embed what is missing, or everything anew')
      .choices(['missing', 'all'])
      .default('missing'),
  )
  .addOption(recipeOption('how to look at thumbnails'))
  .addOption(new Option('--engine <name>', 'what runs the encoder (default: ENGINE)').choices(engineSettings))
  .option('--neighbours <number>', 'neighbours a model, 1 to 100', wholeNumber(1, 100), 24)
  .action(async ({ mode, recipe, engine, neighbours }: Flags) => {
    const { databaseFile, dataDir, ...settings } = env()
    const connection = openDatabase(databaseFile)
    const reporter = precomputeReporter()
    const chosen = currentRecipe(recipe, dataDir)
    const result = await precompute({
      ...{ connection, databaseFile, dataDir, mode, neighbours },
      recipe: chosen,
      engine: engine ?? settings.engine,
      signal: interruptSignal(),
      observer: reporter,
    }).finally(reporter.stop)
    reportResult(result, connection, chosen.id)
  })

await runCommand(command)
