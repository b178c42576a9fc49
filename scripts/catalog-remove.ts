import { Command, runCommand, UserError } from '@/lib/cli/command'
import { openCheckedStorage } from '@/lib/cli/open-storage'
import { takeDown, uidMeant } from '@/lib/crawling/take-down'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'

const command = new Command('npm run catalog:remove --')
  .description(
    'Takes models down: deletes them with their pictures and all that was computed from these, and keeps\n' +
      'every catalogue source from bringing them back.',
  )
  .argument('<uid...>', 'their uids, or addresses of their pages on Sketchfab')
  .option('--undo', 'let models that were taken down come back at the next import')
  .action(async (texts: string[], { undo }: { undo?: boolean }) => {
    const database = await openDatabase(env())
    const storage = await openCheckedStorage('write')
    const uids = texts.map(uidMeant)
    for (const uid of uids) {
      if (undo) {
        if (!(await database.catalogue.forgetRemoval(uid))) throw new UserError(`${uid} was not taken down.`)
        console.log(`${uid} may come back.`)
      } else {
        const wasThere = await takeDown(database, storage, uid)
        console.log(
          `${uid} ${wasThere ? 'is removed' : 'was not in the catalogue'}, and kept from coming back.`,
        )
      }
    }
  })

await runCommand(command)
