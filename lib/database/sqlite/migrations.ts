import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Migration, migrationsIn, namesOfApplied, READ_APPLIED } from '../migration-files'
import { isBusy } from './busy'
import { COMMAND_PATIENCE_MS, type Connection, openConnection } from './connection'
import { describeDatabaseFault } from './database-fault'
import { packNeighbourRows } from './pack-neighbour-rows'
import { fillSearchEntries } from '../tables/search-entries'
import { runWork } from './run-work'

const BOOKKEEPING = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

/** Below the checkout, which is the working directory of every command. */
const MIGRATIONS = path.join('prisma', 'migrations')

/** What SQL has no words for is done right after the migration that needs it. */
const AFTERWARDS: Record<string, (connection: Connection) => void> = {
  '20261129100000_neighbours_packed': packNeighbourRows,
  '20261130040000_vocabulary': (connection) => runWork(connection, fillSearchEntries()),
}

function hasBookkeeping(connection: Connection): boolean {
  const found = connection
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_prisma_migrations'")
    .get()
  return found !== undefined
}

function appliedTo(
  connection: Connection,
  migrations: readonly Migration[],
  directory: string,
  mayBeUnfinished = false,
): Set<string> {
  return namesOfApplied(connection.prepare(READ_APPLIED).all(), migrations, directory, mayBeUnfinished)
}

/**
 * Only looks at whether a database is of this version of the project.
 *
 * @throws UnknownMigrationError
 */
export function assertKnownMigrations(connection: Connection, directory = MIGRATIONS): void {
  appliedTo(connection, migrationsIn(directory), directory)
}

/**
 * Applies the migrations below `directory` that the database does not have yet, in order of name, all of
 * them or none, and records them the way `prisma migrate` does (which cannot run here: its engine is a
 * download). Returns the names applied. Safe when several processes start at once.
 *
 * @param mayBeUnfinished as of `namesOfApplied`
 * @throws UnfinishedMoveError
 * @throws UnknownMigrationError when a migration that was applied has changed since, or is gone: the database is then of
 *   another version of the project, and is left as it was.
 */
export function applyMigrations(
  connection: Connection,
  directory = MIGRATIONS,
  mayBeUnfinished = false,
): string[] {
  const migrations = migrationsIn(directory)
  // Looked at before anything is locked: no lock of another program keeps anybody from a database that is up to date.
  const appliedNow = () => appliedTo(connection, migrations, directory, mayBeUnfinished)
  const known = hasBookkeeping(connection) ? appliedNow() : new Set()
  if (migrations.every(({ name }) => known.has(name))) return []

  const apply = connection.transaction(() => {
    connection.exec(BOOKKEEPING)
    const done = appliedNow()
    const missing = migrations.filter((migration) => !done.has(migration.name))
    if (missing.length === 0) return []
    const record = connection.prepare(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES (?, ?, ?, ?, ?, 1)`,
    )
    for (const migration of missing) {
      const startedAt = Date.now()
      connection.exec(migration.sql)
      AFTERWARDS[migration.name]?.(connection)
      record.run(randomUUID(), migration.checksum, Date.now(), migration.name, startedAt)
    }
    const dangling = connection.pragma('foreign_key_check')
    if (Array.isArray(dangling) && dangling.length > 0) {
      throw new Error(
        `The migrations ${missing.map(({ name }) => name).join(', ')} would leave ${dangling.length} rows that refer to nothing. Nothing was changed.`,
      )
    }
    return missing.map((migration) => migration.name)
  })
  // A table that is made anew would else take along all rows that refer to it. No effect within the transaction.
  connection.pragma('foreign_keys = OFF')
  try {
    return apply.immediate()
  } catch (error) {
    if (!isBusy(error)) throw error
    throw new Error(
      `${connection.name} has to be brought up to date, but another program has it locked. Wait until that one is done (a backup, or sqlite3, say), and try again.`,
      { cause: error },
    )
  } finally {
    connection.pragma('foreign_keys = ON')
  }
}

/**
 * Opens the database with every migration applied, making it when there is none. The caller closes it.
 *
 * @param dataDir where its thumbnails are
 * @param patienceMs as of `openConnection`
 * @throws Error for a database that was lost while its thumbnails are there; that is damaged, no database, or may not be
 *   read or written, with what to do; or of another version of the project. It is left as it was.
 */
export function openMigrated(
  databaseFile: string,
  dataDir = path.dirname(databaseFile),
  patienceMs = COMMAND_PATIENCE_MS,
): Connection {
  const thumbnails = path.join(dataDir, 'thumbnails')
  const refuseIfLost = (isEmpty: boolean, what: string) => {
    if (!isEmpty || !holdsAnything(thumbnails)) return
    throw new Error(
      `The database ${databaseFile} ${what}, though its thumbnails are in ${thumbnails}. Put a backup of it in its place. ` +
        'To begin with an empty catalogue instead, move that folder away, and what is left of the database, too.',
    )
  }
  let connection: Connection | undefined
  try {
    const { size = null } = statSync(databaseFile, { throwIfNoEntry: false }) ?? {}
    refuseIfLost(size === null, 'is gone')
    refuseIfLost(size === 0, 'is empty (0 bytes)')
    connection = openConnection(databaseFile, patienceMs)
    refuseIfLost(countTables(connection) === 0, 'has no tables')
    applyMigrations(connection)
    return connection
  } catch (error) {
    connection?.close()
    const fault = describeDatabaseFault(error, databaseFile, true)
    throw fault === null ? error : new Error(fault, { cause: error })
  }
}

function countTables(connection: Connection): number {
  return connection.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0
}

function holdsAnything(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0
}
