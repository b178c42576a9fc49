/** How Prisma calls SQLite's SQLITE_BUSY. */
const PRISMA_BUSY = 'P1008'

/** Whether an error, of SQLite or of Prisma, says that another process has locked the database for too long. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.cause !== undefined && isBusy(error.cause)) return true
  if (!('code' in error)) return false
  return error.code === PRISMA_BUSY || String(error.code).startsWith('SQLITE_BUSY')
}
