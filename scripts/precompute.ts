import { constants, setPriority } from 'node:os'
import { Command, Option, runCommand, wholeNumber } from '@/lib/cli/command'
import { addJobFlags, type JobFlags, runJobHere } from '@/lib/cli/job-command'
import { reportRun } from '@/lib/cli/precompute-report'
import { checkRecipes, recipeOption } from '@/lib/cli/recipe-option'
import { DEFAULT_DEPTH, PAGE_DEPTH } from '@/lib/facts/depths'
import { engineSettings, type EngineSetting, env } from '@/lib/facts/env'
import { indexOptionsSchema } from '@/lib/indexing/index-context'
import { indexJob } from '@/lib/indexing/job'

type Flags = JobFlags & {
  mode: 'missing' | 'all'
  recipe: string
  engine?: EngineSetting
  neighbours: number
  retry?: true | string[]
  publishAnyway: boolean
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
  .option(
    '--neighbours <number>',
    `neighbours kept of a model, 1 to ${DEFAULT_DEPTH}; pages show ${PAGE_DEPTH}`,
    wholeNumber(1, DEFAULT_DEPTH),
    DEFAULT_DEPTH,
  )
  .option('--retry [uids...]', 'read the images of failed models again, of all or of these alone')
  .option('--publish-anyway', 'publish even what looks wrong and would wait for a review', false)

addJobFlags(checkRecipes(command, ['recipe']), 'run').action(
  async ({ resume, startedBy, publishAnyway, options: written = '{}', ...flags }: Flags) => {
    // Whoever reads the site meanwhile comes first.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    const { mode, recipe, engine = env().engine, neighbours, retry = null } = flags
    const asked = { mode, recipe, engine, neighbours, retry: retry === true ? 'all' : retry }
    const { result, database } = await runJobHere(
      indexJob,
      resume === undefined
        ? {
            options: indexOptionsSchema.parse({ ...asked, ...JSON.parse(written) }),
            startedBy,
            publishAnyway,
          }
        : { resumedId: resume, publishAnyway },
    )
    await reportRun(result, database)
  },
)

await runCommand(command)
