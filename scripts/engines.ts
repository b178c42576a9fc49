import { compareEngines } from '@/lib/benchmark/compare-engines'
import { Command, runCommand, wholeNumber } from '@/lib/cli/command'
import { printComparisons, printEngines } from '@/lib/cli/engine-tables'
import { progressOfPieces } from '@/lib/cli/progress'
import { checkRecipes, parseRecipeNames } from '@/lib/cli/recipe-option'
import { temporaryFolder } from '@/lib/cli/temporary-folder'
import { bringEncoders } from '@/lib/embedding/shared-encoders'
import { findEngines } from '@/lib/networks/engines/engines'
import { env } from '@/lib/facts/env'
import { encodersFolder } from '@/lib/indexing/recipe'
import { openStorage } from '@/lib/storage/storage'

type Flags = { recipes: string[]; images: number; json: boolean }

const command = new Command('npm run engines --')
  .description('Lists what can run encoders here, and runs all that can over the same images of the sample.')
  .option(
    '--recipes <name,name,…>',
    'recipes to run; VGG16 has random weights where its own are not there',
    parseRecipeNames,
    ['default', 'mobilenet_v2', 'inception_v3', 'vgg16'],
  )
  .option('--images <number>', 'renders to look at, 1 to 1852', wholeNumber(1, 1852), 200)
  .option('--json', 'print one JSON object', false)
  .action(async ({ json, ...flags }: Flags) => {
    const found = await findEngines()
    if (!json) printEngines(found)
    const cacheDir = temporaryFolder('engines')
    const progress = progressOfPieces()
    const { dataDir, storage: setting } = env()
    const storage = openStorage(setting)
    for (const recipe of flags.recipes) await bringEncoders(storage, encodersFolder(dataDir), recipe)
    const comparisons = await compareEngines({
      ...flags,
      dataDir,
      cacheDir,
      onProgress: (recipe, engine, done, total) => progress.show(`${recipe} on ${engine}`, done, total),
    }).finally(progress.stop)
    if (!json) return printComparisons(comparisons)
    const [first] = comparisons
    const cosines = comparisons.flatMap(({ worstCosine }) => worstCosine ?? [])
    const engines = found.map(({ name, availability }) => ({
      name,
      available: availability.available,
      reason: availability.available ? null : availability.reason,
      msPerImage: first?.msPerImage[name] ?? null,
    }))
    const worstCosine = cosines.length > 0 ? Math.min(...cosines) : null
    console.log(JSON.stringify({ engines, worstCosine, recipes: comparisons }, null, 2))
  })

await runCommand(checkRecipes(command, ['recipes']))
