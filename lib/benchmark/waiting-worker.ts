// A worker that waits where another one would compute, 10 ms an image: what it does in a second is what the sharing costs. It is
// given a database, a data directory and a run, says that it is ready, and works from its first input on until no unit is left.
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '@/lib/database/database'
import { IMAGES_A_UNIT, STAGE } from './postgresql-rows'

const [databaseUrl = '', dataDir = '', runId = ''] = process.argv.slice(2)
const database = await openDatabase({ databaseUrl, dataDir })
console.log('ready')
await once(process.stdin, 'data')
const work = () =>
  database.units.perform(Number(runId), STAGE, async () => {
    await delay(10 * IMAGES_A_UNIT)
    return { report: '{}', data: null }
  })
while (await work());
await database.close()
process.exit()
