import type { DatabasePlace } from './place'
import { openSqlite, watchSqlite } from './sqlite/driver'

export { acquireLock, type Lock } from './file-lock'

/** The database as all others see it. Each method is one transaction. */
export type Database = ReturnType<typeof openSqlite>

/**
 * Opens the database and brings it up to date, making it when there is none. The caller closes it.
 *
 * @throws Error for one that was lost while its thumbnails are there; that is damaged, no database, or may not be read
 *   or written, with what to do; or of another version of the project. It is left as it was.
 */
export async function openDatabase(place: DatabasePlace): Promise<Database> {
  return openSqlite(place)
}

/**
 * The database of a server, which is opened at its first use, waits for nobody for long, and finds another database that
 * was put in the place of this one.
 */
export function servedDatabase(place: DatabasePlace): Database {
  return watchSqlite(place)
}
