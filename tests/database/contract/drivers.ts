import { beforeAll, describe, onTestFinished } from 'vitest'
import { type Database, openDatabase } from '@/lib/database/database'
import { placeIn, temporaryDirectory } from '../../setup/temporary'

/** The databases that must do the same. */
const DRIVERS = [
  {
    name: 'over SQLite',
    open: () => {
      const dataDir = temporaryDirectory()
      return openDatabase(placeIn(dataDir))
    },
  },
]

let current: (typeof DRIVERS)[number] | undefined

/** Has tests run over every database. */
export function overEveryDriver(tests: () => void): void {
  describe.each(DRIVERS)('$name', (driver) => {
    beforeAll(() => void (current = driver))
    tests()
  })
}

/** An empty database, which is closed when the test is over. */
export async function emptyDatabase(): Promise<Database> {
  if (!current) throw new Error('Tests of the contract stand within overEveryDriver.')
  const database = await current.open()
  onTestFinished(database.close)
  return database
}
