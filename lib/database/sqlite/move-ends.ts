import { realpathSync, statSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import SqliteFile from 'better-sqlite3'
import { databaseFileOf } from '@/lib/facts/database-url'
import type { Lock } from '../lock'
import type { Ends } from '../moving/end'
import { type Connection, openConnection } from './connection'
import { describeDatabaseFault } from './database-fault'
import { acquireLock } from './file-lock'
import { applyMigrations } from './migrations'
import { runInTransaction, runWork } from './run-work'

/** Both ends of a move in SQLite files. */
export const sqliteEnds: Ends = {
  async openSource(databaseUrl) {
    const databaseFile = databaseFileOf(databaseUrl) ?? ''
    const connection = sayingWhy(databaseFile, () => {
      const opened = new SqliteFile(databaseFile, { readonly: true, fileMustExist: true })
      // What is written from now on does not show.
      opened.exec('BEGIN')
      opened.prepare('SELECT count(*) FROM sqlite_schema').get()
      return opened
    })
    return endOf(databaseFile, connection)
  },

  async openTarget(databaseUrl) {
    const databaseFile = databaseFileOf(databaseUrl) ?? ''
    const connection = sayingWhy(databaseFile, () => openConnection(databaseFile))
    const end = endOf(databaseFile, connection)
    let lock: Lock | null = null
    return {
      ...end,
      async lock() {
        lock = await sayingWhy(databaseFile, () => acquireLock(`${databaseFile}.lock`))
        if (!lock)
          throw new Error(`Another process is moving a catalogue into ${end.name}. Wait until it is done.`)
      },
      migrate: async () => sayingWhy(databaseFile, () => void applyMigrations(connection, undefined, true)),
      async write(work) {
        await nextTurn()
        return sayingWhy(databaseFile, () => runInTransaction(connection, work))
      },
      // Its statements name the indexes that they walk, and were measured without.
      analyse: async () => {},
      async close() {
        await end.close()
        await lock?.release()
      },
    }
  },
}

function endOf(databaseFile: string, connection: Connection) {
  const { dev, ino } = statSync(databaseFile, { bigint: true })
  return {
    name: `file:${realpathSync(databaseFile)}`,
    identity: `${dev}:${ino}`,
    async read<Result>(work: Parameters<typeof runWork<Result>>[1]) {
      // Whoever has to say now and then that he is alive has a turn.
      await nextTurn()
      return sayingWhy(databaseFile, () => runWork(connection, work))
    },
    close: async () => void connection.close(),
  }
}

function sayingWhy<Result>(databaseFile: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const fault = describeDatabaseFault(error, databaseFile, true)
    throw fault === null ? error : new Error(fault, { cause: error })
  }
}
