import { sampleEntries } from '@/lib/catalogue/sample'
import { Command, runCommand } from '@/lib/cli/command'
import { importModels } from '@/lib/cli/import-models'
import { listSourceKeys, removeModels } from '@/lib/database/catalogue'
import { openDatabase } from '@/lib/database/migrations'
import { env } from '@/lib/facts/env'

const command = new Command('npm run catalog:sample --')
  .description('Loads the sample catalogue: 1,852 renders of 3D emoji, with names, tags and categories.')
  .option('--remove', 'take the sample catalogue out again, to make room for your own')
  .action(async ({ remove }: { remove?: boolean }) => {
    const { databaseFile, dataDir } = env()
    const connection = openDatabase(databaseFile, dataDir)
    if (!remove) return importModels(connection, dataDir, 'sample', await sampleEntries())
    const keys = listSourceKeys(connection, 'sample').map((model) => model.sourceKey)
    console.log(`${removeModels(connection, 'sample', keys)} models of the sample catalogue removed.`)
  })

await runCommand(command)
