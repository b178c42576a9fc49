import SqliteFile from 'better-sqlite3'

/** A SQLite file as it is, for tests of files alone. */
export type OpenedSqliteFile = SqliteFile.Database

/** Opens a SQLite file, whatever is in it. The caller closes it. */
export function openSqliteFile(databaseFile: string): OpenedSqliteFile {
  const connection = new SqliteFile(databaseFile, { timeout: 30_000 })
  connection.pragma('foreign_keys = ON')
  return connection
}
