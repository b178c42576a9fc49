import SqliteFile from 'better-sqlite3'

/** A SQLite file as it is, for what tests look at or break behind the back of the port. */
export type RawDatabase = SqliteFile.Database

/** Opens a SQLite file, whatever is in it. The caller closes it. */
export function openRaw(databaseFile: string): RawDatabase {
  const connection = new SqliteFile(databaseFile, { timeout: 30_000 })
  connection.pragma('foreign_keys = ON')
  return connection
}
