import type { ClientBase } from 'pg'
import { type Trouble, trouble, troubleOfMigrations } from '../trouble'
import { findPublishedRun } from '../tables/published-runs'
import { isConnectionFault } from './connection-fault'
import { OldPostgresqlError } from './migrations'
import { runWork } from './run-work'

/** What an error of PostgreSQL means to readers of the site; null for one of something else. */
export function troubleOf(error: unknown): Trouble | null {
  const ofMigrations = troubleOfMigrations(error)
  if (ofMigrations) return ofMigrations
  if (error instanceof OldPostgresqlError) {
    return trouble(`The database is of another version. ${error.message}`)
  }
  if (isConnectionFault(error)) {
    return trouble('The database cannot be reached. Try again in a few seconds.', true)
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // Undefined tables and columns, no rights, a full disk, a corrupt index or page.
  return /^(42P01|42703|42501|53100|XX001|XX002|58030)$/.test(code)
    ? trouble(
        `The database cannot be used (${code}). See its log, and put a backup in its place if it has to be.`,
      )
    : null
}

/** Reads what every page needs. @throws Error that `troubleOf` tells the meaning of */
export async function tryOut(client: ClientBase): Promise<void> {
  await runWork(client, findPublishedRun())
}
