import { shownDatabaseUrl } from '@/lib/facts/database-url'
import { UnknownMigrationError } from '../migration-files'
import { isConnectionFault } from './connection-fault'
import { OldPostgresqlError } from './migrations'

/**
 * What is wrong with a database that cannot be used, and what to do, for a person; null for an error that is about
 * something else.
 *
 * @param setting what names the database
 */
export function describePostgresqlFault(
  error: unknown,
  databaseUrl: string,
  setting = 'DATABASE_URL',
): string | null {
  if (!(error instanceof Error)) return null
  const database = `The database ${shownDatabaseUrl(databaseUrl)} (${setting})`
  if (error instanceof OldPostgresqlError) return `${database} cannot be used. ${error.message}`
  if (error instanceof UnknownMigrationError) return `${database} is of another version. ${error.message}`
  const { code, message } = faultOf(error)
  const said = `PostgreSQL says: ${message}.`
  switch (code) {
    case '28P01':
    case '28000':
      return `${database} does not let this user in. Set ${setting} to the right user and password. ${said}`
    case '3D000':
      return `${database} is not there. Make it (createdb), or set ${setting} to one that is. ${said}`
    case '42501':
      return `${database} does not let this user make or change tables. GRANT ALL ON SCHEMA public, and make this user the owner of the tables. ${said}`
    case '53100':
      return `${database} has no space left on its disk. Free some. ${said}`
    case '25006':
      return `${database} can only be read: it is a standby, perhaps. Set ${setting} to the one that takes writes. ${said}`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${database} has a host that nobody knows (${message}). Set ${setting} to the right one.`
  }
  if (isConnectionFault(error)) {
    return `${database} cannot be reached (${message}). See that it runs, and that this machine may connect to it.`
  }
  return null
}

/** What the server or the network said; where several addresses were tried, of the first. */
function faultOf(error: Error, depth = 0): { code: string; message: string } {
  if (error instanceof AggregateError && error.errors[0] instanceof Error)
    return faultOf(error.errors[0], depth + 1)
  if ('code' in error && typeof error.code === 'string' && !error.code.startsWith('P')) {
    return { code: error.code, message: error.message }
  }
  if (error.cause instanceof Error && depth < 5) return faultOf(error.cause, depth + 1)
  return { code: 'code' in error ? String(error.code) : '', message: error.message }
}
