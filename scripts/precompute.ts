import { constants, setPriority } from 'node:os'
import { Command, interruptSignal, Option, runCommand, wholeNumber } from '@/lib/cli/command'
import { precomputeReporter, reportResult } from '@/lib/cli/precompute-report'
import { recipeOption } from '@/lib/cli/recipe-option'
import { openDatabase } from '@/lib/database/migrations'
import { engineSettings, type EngineSetting, env } from '@/lib/facts/env'
import { precompute, resumePrecompute } from '@/lib/indexing/precompute'
import { currentRecipe } from '@/lib/indexing/recipe'

type Flags = {
  mode: 'missing' | 'all'
  recipe: string
  engine?: EngineSetting
  neighbours: number
  retry?: true | string[]
  resume?: number
  publishAnyway: boolean
  startedBy: 'shell' | 'dashboard'
}

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
  .option('--retry [uids...]', 'read the images of failed models again, of all or of these alone')
  .option('--resume <run>', 'go on with a run that was interrupted or failed', wholeNumber(1, 2 ** 31))
  .option('--publish-anyway', 'publish even what looks wrong and would wait for a review', false)
  .addOption(new Option('--started-by <whom>').choices(['shell', 'dashboard']).default('shell').hideHelp())
  .action(async ({ recipe, engine, retry, resume, ...flags }: Flags) => {
    // Whoever reads the site meanwhile comes first.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    const { databaseFile, dataDir, ...settings } = env()
    const connection = openDatabase(databaseFile, dataDir)
    const reporter = precomputeReporter()
    const job = { connection, databaseFile, dataDir, signal: interruptSignal(), observer: reporter }
    const chosen = currentRecipe(recipe, dataDir)
    const result = await (
      resume === undefined
        ? precompute({
            ...{ ...job, ...flags, recipe: chosen },
            retry: retry === true ? 'all' : (retry ?? null),
            engine: engine ?? settings.engine,
          })
        : resumePrecompute({ ...job, publishAnyway: flags.publishAnyway, runId: resume })
    ).finally(reporter.stop)
    reportResult(result, connection)
  })

await runCommand(command)
