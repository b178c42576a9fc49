import { Command, runCommand, UserError } from '@/lib/cli/command'
import { reportLikes } from '@/lib/cli/original-files-report'
import { progressOfPieces } from '@/lib/cli/progress'
import { typedPath } from '@/lib/cli/typed-path'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import { userHasher } from '@/lib/importing/anonymise'
import { importLikes } from '@/lib/importing/import-likes'

const command = new Command('npm run catalog:likes --')
  .description(
    'Imports likes from a table: a row a like, with the columns user and model (its uid, or the address of its page on\n' +
      'Sketchfab). Of users only keyed hashes are stored.',
  )
  .argument('<file>', 'a CSV, or columns separated by anything else', typedPath)
  .action(async (file: string) => {
    const { dataDir, likesSecret } = env()
    const database = await openDatabase(env())
    const progress = progressOfPieces()
    const result = await importLikes(
      database,
      file,
      await userHasher(database, dataDir, likesSecret),
      (done, total) => progress.show('Reading kilobytes', Math.round(done / 1e3), Math.round(total / 1e3)),
    ).finally(progress.stop)
    reportLikes(result)
    if (result.rows === 0 && result.refused > 0)
      throw new UserError('Nothing could be used; see the reasons above.')
    if (result.rows > 0 && result.unknown === result.rows)
      throw new UserError(
        'None of these models is in the catalogue. A model is named by its uid, as npm run export has it.',
      )
    console.log('Next: npm run evaluate -- --likes')
  })

await runCommand(command)
