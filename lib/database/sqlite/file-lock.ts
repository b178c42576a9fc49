import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Lock } from '../lock'
import { isBusy } from './busy'

/** Longer than somebody who only looks whether the lock is held ever holds it. */
const PATIENCE_MS = 250

/** The file behind a lock of a data directory. */
export function lockFileOf(dataDir: string, name: string): string {
  return path.join(dataDir, `${name}.lock`)
}

/**
 * Takes the lock that one process at a time may hold, or returns null when another process has it.
 * It is an exclusive transaction on a file of its own: the operating system drops it with the process,
 * however that ends, so that it can be neither forgotten nor mistaken for a live one.
 */
export async function acquireLock(lockFile: string): Promise<Lock | null> {
  mkdirSync(path.dirname(lockFile), { recursive: true })
  const holder = new Database(lockFile, { timeout: PATIENCE_MS })
  try {
    holder.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    holder.close()
    if (isBusy(error)) return null
    throw error
  }
  return { release: async () => void holder.close(), lost: new AbortController().signal }
}

/** Whether some process holds the lock, so that what is marked active under it is alive. */
export async function isLockHeld(lockFile: string): Promise<boolean> {
  if (!existsSync(lockFile)) return false
  const reader = new Database(lockFile, { timeout: 0 })
  try {
    reader.exec('SELECT count(*) FROM sqlite_schema')
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    reader.close()
  }
}
