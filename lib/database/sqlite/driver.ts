import { stat } from 'node:fs/promises'
import { methodsOf, type Perform, type Use } from '../methods'
import { readCatalogueRevision } from '../tables/catalogue-revision'
import { tableGroups } from '../tables/table-groups'
import type { Connection } from './connection'
import { describeDatabaseFault } from './database-fault'
import { acquireLock, isLockHeld, lockFileOf } from './file-lock'
import type { PrismaClient } from './generated/client'
import { type FilePlace, type Opened, openFile, type Source, watchFile } from './opened'
import { giveUpReserve, keepReserve } from './reserve'
import { unsharedWork } from '../work-units'
import { runInTransaction, runWork } from './run-work'
import { inSnapshot } from './snapshot'
import { lastTrouble, TROUBLE_TOLD_MS } from '../trouble'
import { troubleOf, tryOut } from './trouble'

/**
 * A database in a SQLite file.
 *
 * @throws Error for one that was lost while its thumbnails are there; that is damaged, no database, or may not be read
 *   or written, with what to do; or of another version of the project. It is left as it was.
 */
export function openSqlite(place: FilePlace) {
  const opened = openFile(place)
  return driver(place, { current: () => opened, giveUp() {}, close: () => opened.close() })
}

/** The same for a server: it is opened at the first use, and anew when another file has taken its place. */
export function watchSqlite(place: FilePlace) {
  return driver(place, watchFile(place))
}

function driver(place: FilePlace, source: Source) {
  const { databaseFile, dataDir } = place
  const trouble = lastTrouble()

  function note(error: unknown): void {
    const told = troubleOf(error)
    trouble.note(told)
    // What a connection keeps of a damaged file would outlive the repair.
    if (told?.isPassing === false) source.giveUp()
  }

  const through =
    <Handle>(handleOf: (opened: Opened) => Handle | Promise<Handle>): Use<Handle> =>
    async (work) => {
      try {
        const handle = handleOf(source.current())
        // Not awaited where it is here already: it might be closed by then.
        return await work(handle instanceof Promise ? await handle : handle)
      } catch (error) {
        note(error)
        throw error
      }
    }
  const open = through((opened) => opened)
  const sql = through<Connection>(({ connection }) => connection)
  const read: Perform = (begin) => sql((connection) => runWork(connection, begin()))
  // There is one writer at a time, whatever is written.
  const write: Perform = (begin) => sql((connection) => runInTransaction(connection, begin()))
  const orm = through<PrismaClient>(({ prisma }) => prisma())

  return {
    ...tableGroups({
      read,
      write,
      append: write,
      snapshot: (blocks) => inSnapshot(databaseFile, blocks),
      orm,
    }),
    units: unsharedWork,
    /** Locks that go with the process that holds them, however it ends. */
    locks: {
      /** Takes a lock; null while another process has it. */
      acquire: (name: string) => acquireLock(lockFileOf(dataDir, name)),
      /** Whether some process holds a lock. */
      isHeld: (name: string) => isLockHeld(lockFileOf(dataDir, name)),
    },
    ...methodsOf(open, {
      /** Another text after every change that pages must show. */
      readRevision: ({ connection, generation }: Opened) =>
        `${generation}.${runWork(connection, readCatalogueRevision())}`,
      /** Reads what every page needs, anew. @throws Error that `troubleOf` tells the meaning of. */
      check: () => tryOut(databaseFile),
    }),
    /** What an error of this database means to readers; null for one of something else. */
    troubleOf,
    /** What kept this database from being read a moment ago; null when nothing did. */
    lastTrouble: () => trouble.within(TROUBLE_TOLD_MS),
    /** What is wrong with this database, and what to do, for a person; null for an error of something else. */
    describeFault: (error: unknown) => describeDatabaseFault(error, databaseFile),
    /** Space set aside on its disk, so that a full one can still be told of. */
    reserve: { keep: () => keepReserve(databaseFile), giveUp: () => giveUpReserve(databaseFile) },
    /** Bytes that it takes on the disk. */
    async countBytes(): Promise<number> {
      const files = ['', '-wal', '-shm'].map((suffix) => stat(`${databaseFile}${suffix}`).catch(() => null))
      return (await Promise.all(files)).reduce((sum, file) => sum + (file?.size ?? 0), 0)
    },
    close: source.close,
  }
}
