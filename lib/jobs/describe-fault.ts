import type { Database } from '@/lib/database/database'

/** Whether an error says that nothing more can be written. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return code === 'SQLITE_FULL' || code === 'ENOSPC' || /database or disk is full|ENOSPC/.test(error.message)
}

/** Where what a run writes is. */
export type RunPlace = { dataDir: string; database: Pick<Database, 'describeFault'> }

/** What ended a run, for a person: a full disk and a damaged database in words, everything else as it says itself. */
export function describeFault(error: unknown, { dataDir, database }: RunPlace): string {
  if (isDiskFull(error)) {
    return `The disk is full: nothing more can be written to ${dataDir}. What is published stays. Free some space, then resume the run.`
  }
  const databaseFault = database.describeFault(error)
  if (databaseFault !== null) return databaseFault
  const message = error instanceof Error ? error.message : String(error)
  // Prisma shows its place in the source first, and what is wrong last.
  return /^\s*Invalid `prisma/.test(message) ? (message.trim().split('\n').at(-1) ?? message) : message
}

/** The same error with a message for a person. */
export function described(error: unknown, place: RunPlace): Error {
  const reason = describeFault(error, place)
  return error instanceof Error && error.message === reason ? error : new Error(reason, { cause: error })
}
