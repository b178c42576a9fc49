import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import type { Database } from '@/lib/database/database'
import type { DatabasePlace } from '@/lib/database/place'
import { openSqlite } from '@/lib/database/sqlite/driver'
import { openRaw, type RawDatabase } from './raw-database'

/** An empty directory that is gone when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** An empty directory that is gone when all tests of the file are over. */
export function temporaryDirectoryOfFile(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Where the SQLite database of a data directory is, unless it is told otherwise. */
export function placeIn(dataDir: string): DatabasePlace {
  return { databaseUrl: `file:${path.join(dataDir, 'rec-a-sketch.db')}`, dataDir }
}

/**
 * A database in a directory, by default one of its own, which is the DATA_DIR of the test. `connection` is for rows that
 * the port does not show.
 */
export function temporaryDatabase(dataDir = temporaryDirectory()): {
  database: Database
  connection: RawDatabase
  dataDir: string
  databaseFile: string
} {
  const databaseFile = path.join(dataDir, 'rec-a-sketch.db')
  const database = openSqlite({ databaseFile, dataDir })
  const connection = openRaw(databaseFile)
  onTestFinished(async () => {
    connection.close()
    await database.close()
  })
  return { database, connection, dataDir, databaseFile }
}
