import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

export type Connection = Database.Database

/**
 * Opens a SQLite file for the bulk reads and writes that Prisma is too slow for, creating it when missing.
 * The caller closes it. WAL lets the web server read while the precompute job writes; a writer that finds
 * the file locked waits up to 30 seconds.
 */
export function openConnection(databaseFile: string): Connection {
  mkdirSync(path.dirname(databaseFile), { recursive: true })
  const connection = new Database(databaseFile, { timeout: 30_000 })
  try {
    connection.pragma('journal_mode = WAL')
    connection.pragma('synchronous = NORMAL')
    connection.pragma('foreign_keys = ON')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}
