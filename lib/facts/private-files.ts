import { chmodSync, readdirSync, statSync, type Stats } from 'node:fs'
import path from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { databaseFileOf } from './database-url'

/** What of the data directory is this project's, whoever else has put something there. */
const OURS =
  /^(?:.+\.lock|.+\.db(?:-wal|-shm|-journal|-reserve)?|likes\.secret|thumbnails|encoders|downloads|cache|logs)$/

/** The permissions of group and others. */
const OTHERS = 0o077
/** A folder like /tmp, which is everybody's. */
const STICKY = 0o1000

let umaskBefore: number | undefined

/**
 * Makes every file that this process writes from now on its user's alone, and those that older versions have left in the
 * data directory, the database and `.env`: sessions, passwords and likes are in there.
 */
export function keepFilesPrivate({ dataDir, databaseUrl }: { dataDir: string; databaseUrl: string }): void {
  if (!isMainThread) return
  umaskBefore ??= process.umask(OTHERS)
  const databaseFile = databaseFileOf(databaseUrl)
  const suffixes = databaseFile === null ? [] : ['', '-wal', '-shm', '-journal', '-reserve']
  const beside = suffixes.map((suffix) => `${databaseFile}${suffix}`)
  for (const file of ['.env', ...beside]) tighten(file)
  const ours = namesIn(dataDir).filter((name) => OURS.test(name))
  for (const name of ours) tighten(path.join(dataDir, name))
  for (const name of namesIn(path.join(dataDir, 'logs'))) tighten(path.join(dataDir, 'logs', name))
  if (ours.length > 0) tighten(dataDir)
}

/** The permissions of a new file that is the user's own, not this project's: what the user has set for new files. */
export function usualFileMode(): number {
  return 0o666 & ~(umaskBefore ?? 0o022)
}

function tighten(file: string): void {
  try {
    const { mode }: Stats = statSync(file)
    if ((mode & OTHERS) === 0 || (mode & STICKY) !== 0) return
    chmodSync(file, mode & 0o7777 & ~OTHERS)
  } catch {
    // It is not there, or another user's, who decides.
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
