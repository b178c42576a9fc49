/**
 * Where a database is, and the data directory that it belongs to: its thumbnails are there, and over SQLite its locks.
 * `databaseUrl` is as in the environment, paths whole.
 */
export type DatabasePlace = { databaseUrl: string; dataDir: string }
