import { openDatabase } from '@/lib/database/database'
import { followUnits } from '../follow-units'

/** A worker as a process of its own, to be killed: says when it is ready, and which unit it begins. Arguments: the database's address, DATA_DIR. */
const [databaseUrl = '', dataDir = ''] = process.argv.slice(2)
const database = await openDatabase({ databaseUrl, dataDir })
console.log('ready')
await followUnits(database, dataDir, {
  signal: new AbortController().signal,
  onUnit: (stage, number) => console.log(`${stage} ${number}`),
})
