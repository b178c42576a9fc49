import { folderEntries } from '@/lib/catalogue/folder'
import { Command, runCommand, UserError } from '@/lib/cli/command'
import { pruneRoot, reportGoneImages, reportVanishedFolders } from '@/lib/cli/gone-images'
import { importModels } from '@/lib/cli/import-models'
import { openCheckedStorage } from '@/lib/cli/open-storage'
import { printable } from '@/lib/cli/printable'
import { changeSourceRoot, parseSourceRoot, realPathOfMissing, type SourceRoot } from '@/lib/cli/source-root'
import { typedPath } from '@/lib/cli/typed-path'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'

type Flags = {
  labels?: string
  prune?: boolean
  pruneAnyway?: boolean
  pruneRoot?: string
  sourceRoot?: SourceRoot
}

const command = new Command('npm run catalog:folder --')
  .description(
    'Makes every image below a folder a model of the catalogue. Run it again to update.\n' +
      'Links are followed; hidden files and folders, and those of a system, are left out.',
  )
  .argument('<folder>', 'where the images are, at any depth', typedPath)
  .option(
    '--labels <file.csv>',
    'what is known of the images: a column `file`, and any of name, url, tags, category, author, license, label',
    typedPath,
  )
  .option('--prune', 'remove the models whose image is no longer in the folder')
  .option('--prune-anyway', 'also when that is most of them, as if a disk were not mounted')
  .option(
    '--prune-root <folder>',
    'remove the models of another folder, which no longer exists',
    realPathOfMissing,
  )
  .option(
    '--source-root <OLD=NEW>',
    'a folder was moved or renamed: take models below OLD for those below NEW, before all else',
    parseSourceRoot,
  )
  .action(async (folder: string, { labels, prune, pruneAnyway, pruneRoot: vanished, sourceRoot }: Flags) => {
    const { dataDir, storage: setting } = env()
    const elsewhere = setting.kind === 'files' && setting.folder !== dataDir ? [setting.folder] : []
    const found = await folderEntries(folder, labels, dataDir, ...elsewhere)
    const { root, entries, warnings, notes } = found
    for (const line of [...notes, ...warnings]) console.log(printable(line))
    if (entries.length === 0) throw new UserError(`There is no image below ${root}.`)

    const database = await openDatabase(env())
    const storage = await openCheckedStorage('write')
    if (sourceRoot) await changeSourceRoot(database, sourceRoot)
    await importModels(database, storage, 'folder', entries)
    await reportGoneImages(database, found, {
      prune: prune === true || pruneAnyway === true,
      anyway: pruneAnyway === true,
    })
    if (vanished !== undefined) await pruneRoot(database, vanished)
    await reportVanishedFolders(database, root)
    if ((await database.catalogue.listSourceKeys('sample')).length > 0) {
      console.log('The sample catalogue is there as well; `npm run catalog:sample -- --remove` takes it out.')
    }
    console.log('Next: npm run precompute')
  })

await runCommand(command)
