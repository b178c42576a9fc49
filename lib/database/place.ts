/** Where a database is, and the data directory that it belongs to: its thumbnails and locks are there. */
export type DatabasePlace = { databaseFile: string; dataDir: string }
