import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

export type Connection = Database.Database

/** How long a command waits for a database that another process has locked. */
export const COMMAND_PATIENCE_MS = 30_000

/**
 * Opens a SQLite file for the bulk reads and writes that Prisma is too slow for, creating it when missing.
 * The caller closes it. WAL lets the web server read while the precompute job writes.
 *
 * @param patienceMs how long a writer that finds the file locked waits, in which its process does nothing else
 */
export function openConnection(databaseFile: string, patienceMs = COMMAND_PATIENCE_MS): Connection {
  mkdirSync(path.dirname(databaseFile), { recursive: true })
  const connection = new Database(databaseFile, { timeout: patienceMs })
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
