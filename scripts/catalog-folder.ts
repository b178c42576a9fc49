import { existsSync } from 'node:fs'
import path from 'node:path'
import { folderEntries } from '@/lib/catalog/folder'
import { Command, runCommand, UserError } from '@/lib/cli/command'
import { importModels } from '@/lib/cli/import-models'
import { plural } from '@/lib/cli/plural'
import { typedPath } from '@/lib/cli/typed-path'
import { listSourceKeys, removeModels } from '@/lib/db/catalogue'
import { openDatabase } from '@/lib/db/migrations'
import { env } from '@/lib/env'

const command = new Command('npm run catalog:folder --')
  .description('Makes every image below a folder a model of the catalogue. Run it again to update.')
  .argument('<folder>', 'where the images are, at any depth', typedPath)
  .option(
    '--labels <file.csv>',
    'what is known of the images: a column `file`, and any of name, url, tags, category, author, license, label',
    typedPath,
  )
  .option('--prune', 'remove the models whose image is no longer in the folder')
  .action(async (folder: string, { labels, prune }: { labels?: string; prune?: boolean }) => {
    const { databaseFile, dataDir } = env()
    const { root, entries, warnings } = await folderEntries(folder, labels)
    if (entries.length === 0) throw new UserError(`There is no image below ${root}.`)
    for (const warning of warnings) console.log(warning)

    const connection = openDatabase(databaseFile, dataDir)
    await importModels(connection, dataDir, 'folder', entries)

    const gone = listSourceKeys(connection, 'folder').filter(
      ({ sourceKey }) => sourceKey.startsWith(root + path.sep) && !existsSync(sourceKey),
    )
    for (const { uid, sourceKey } of gone) console.log(`${uid}: the image ${sourceKey} is gone.`)
    if (prune)
      removeModels(
        connection,
        'folder',
        gone.map((model) => model.sourceKey),
      )
    if (gone.length > 0) {
      console.log(
        prune
          ? `${plural(gone.length, 'model')} removed.`
          : `${plural(gone.length, 'model')} kept without image; --prune removes them.`,
      )
    }
    if (listSourceKeys(connection, 'sample').length > 0) {
      console.log('The sample catalogue is there as well; `npm run catalog:sample -- --remove` takes it out.')
    }
    console.log('Next: npm run precompute')
  })

await runCommand(command)
