import { sampleEntries } from '@/lib/catalogue/sample'
import { Command, runCommand } from '@/lib/cli/command'
import { importModels } from '@/lib/cli/import-models'
import { openCheckedStorage } from '@/lib/cli/open-storage'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'

const command = new Command('npm run catalog:sample --')
  .description('Loads the sample catalogue: 1,852 renders of 3D emoji, with names, tags and categories.')
  .option('--remove', 'take the sample catalogue out again, to make room for your own')
  .action(async ({ remove }: { remove?: boolean }) => {
    const database = await openDatabase(env())
    if (!remove) {
      const storage = await openCheckedStorage('write')
      return importModels(database, storage, 'sample', await sampleEntries())
    }
    const keys = (await database.catalogue.listSourceKeys('sample')).map((model) => model.sourceKey)
    console.log(
      `${await database.catalogue.removeModels('sample', keys)} models of the sample catalogue removed.`,
    )
  })

await runCommand(command)
