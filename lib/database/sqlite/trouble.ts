import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { type Trouble, trouble, troubleOfMigrations } from '../trouble'
import { isBusy } from './busy'
import { findPublishedRun } from '../tables/published-runs'
import { findListedModel } from '../tables/listed-models'
import { runWork } from './run-work'
import { assertKnownMigrations } from './migrations'
import { findSimilarModels } from '../tables/similar-models'

/** The database file was there when it was opened, and is no longer. */
export class MissingDatabaseError extends Error {
  constructor() {
    super('The database is missing.')
    this.name = 'MissingDatabaseError'
  }
}

/**
 * What is wrong with the database, when that is what an error says.
 *
 * @returns null for an error of another kind
 */
export function troubleOf(error: unknown): Trouble | null {
  if (error instanceof MissingDatabaseError) {
    return trouble('The database is missing. Put DATA_DIR back in its place, from a backup if it has to be.')
  }
  const ofMigrations = troubleOfMigrations(error)
  if (ofMigrations) return ofMigrations
  const code = isBusy(error) ? 'SQLITE_BUSY' : sqliteCodeOf(error)
  if (code === null) return null
  const [, kind = ''] = /^SQLITE_([A-Z]+)/.exec(code) ?? []
  switch (kind) {
    case 'BUSY':
    case 'LOCKED':
      return trouble('Another program holds the database. Try again in a few seconds.', true)
    case 'CORRUPT':
    case 'NOTADB':
      return trouble(
        `The database is damaged (${code}). Stop the site, and put the database of a backup of DATA_DIR in its place.`,
      )
    case 'ERROR':
    case 'SCHEMA':
      return /no such (table|column)/.test(String(error))
        ? trouble('The database lacks what it should have. Put that of a backup of DATA_DIR in its place.')
        : null
    case 'CANTOPEN':
    case 'FULL':
    case 'IOERR':
    case 'PERM':
    case 'PROTOCOL':
    case 'READONLY':
    case 'AUTH':
      return trouble(
        `The database cannot be read or written (${code}). See to the disk and the rights of DATA_DIR.`,
      )
    default:
      return null
  }
}

/** SQLite's name for what happened; Prisma wraps its errors, and carries the name along in a message or a cause. */
function sqliteCodeOf(error: unknown, depth = 0): string | null {
  if (typeof error !== 'object' || error === null || depth > 5) return null
  for (const value of Object.values(Object.getOwnPropertyDescriptors(error)).map((own) => own.value)) {
    if (typeof value === 'string' && /^SQLITE_[A-Z_]+$/.test(value)) return value
    const found = sqliteCodeOf(value, depth + 1)
    if (found !== null) return found
  }
  return null
}

/**
 * Reads what every page needs by a connection of its own, which knows nothing of what the file held before.
 *
 * @throws Error that `troubleOf` tells the meaning of.
 */
export function tryOut(databaseFile: string): void {
  if (!statSync(databaseFile, { throwIfNoEntry: false })?.size) throw new MissingDatabaseError()
  const connection = new Database(databaseFile, { readonly: true, fileMustExist: true, timeout: 100 })
  try {
    assertKnownMigrations(connection)
    const run = runWork(connection, findPublishedRun())
    // Another one each time: damage may be anywhere.
    const some = connection
      .prepare<[], { uid: string }>(
        'SELECT uid FROM Model WHERE isListed AND id >= abs(random()) % (SELECT max(id) FROM Model) LIMIT 1',
      )
      .get()
    const model = some ? runWork(connection, findListedModel(some.uid)) : null
    if (run && model) runWork(connection, findSimilarModels(run.id, DEFAULT_KIND, model.id))
  } finally {
    connection.close()
  }
}
