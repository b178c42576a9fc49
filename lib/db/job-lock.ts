import { mkdirSync } from 'node:fs'
import path from 'node:path'
import Database, { SqliteError } from 'better-sqlite3'

/**
 * Takes the lock that one precompute job at a time may hold, or returns null when another process has it.
 * It is an exclusive transaction on a file of its own: the operating system drops it with the process,
 * however that ends, so that it can be neither forgotten nor mistaken for a live one.
 */
export function acquireJobLock(lockFile: string): { release(): void } | null {
  mkdirSync(path.dirname(lockFile), { recursive: true })
  const holder = new Database(lockFile, { timeout: 0 })
  try {
    holder.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    holder.close()
    if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
  return { release: () => void holder.close() }
}
