import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, writeFileSync } from 'node:fs'

/** Several times what it takes to write that a run has ended, and why. */
const RESERVE_BYTES = 256 * 1024

const reserveFile = (databaseFile: string) => `${databaseFile}-reserve`

/** Sets space aside beside the database, unless that was done before, so that a full disk can still be told of. */
export function keepReserve(databaseFile: string): void {
  if (existsSync(reserveFile(databaseFile))) return
  try {
    // Random, since some file systems take no space for what can be compressed.
    writeFileSync(reserveFile(databaseFile), randomBytes(RESERVE_BYTES))
  } catch {
    // What little could be set aside may do.
  }
}

/** Frees the space that was set aside. */
export function giveUpReserve(databaseFile: string): void {
  rmSync(reserveFile(databaseFile), { force: true })
}
