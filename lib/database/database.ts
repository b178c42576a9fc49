import type { DatabasePlace } from './place'
import { openSqlite, watchSqlite } from './sqlite/driver'

export { FAILED_LOGIN } from './sqlite/audit'
export { isBusy } from './sqlite/busy'
export { describeDatabaseFault } from './sqlite/database-fault'
export { acquireLock } from './sqlite/file-lock'

export type { AuditEntry } from './sqlite/audit'
export type { ModelRecord, UpsertCounts } from './sqlite/catalogue'
export type { IndexableModel } from './sqlite/embeddings'
export type { DetailedFailure, FailedModel } from './sqlite/failures'
export type { Lock } from './sqlite/file-lock'
export type { PublishedRun, RunCounts, RunMode } from './sqlite/index-runs'
export type { LikeWriteCounts, UserLike } from './sqlite/likes'
export type { ListedModel } from './sqlite/listed-models'
export type { ModelLink } from './sqlite/model-links'
export type { ListingPosition, ModelOrder } from './sqlite/model-listing'
export type { Matches, ModelFilter } from './sqlite/model-matches'
export type { ExportRow } from './sqlite/neighbours'
export type { PendingThumbnail } from './sqlite/pending-thumbnails'
export type { PsvModelCounts } from './sqlite/psv-models'
export type { StoredRun } from './sqlite/run-history'
export type { RequestedAction, StartedBy } from './sqlite/runs'
export type { ThumbnailRow } from './sqlite/thumbnails'

/** The database as all others see it. Each method is one transaction. */
export type Database = ReturnType<typeof openSqlite>

/**
 * Opens the database and brings it up to date, making it when there is none. The caller closes it.
 *
 * @throws Error for one that was lost while its thumbnails are there; that is damaged, no database, or may not be read
 *   or written, with what to do; or of another version of the project. It is left as it was.
 */
export async function openDatabase(place: DatabasePlace): Promise<Database> {
  return openSqlite(place)
}

/**
 * The database of a server, which is opened at its first use, waits for nobody for long, and finds another database that
 * was put in the place of this one.
 */
export function servedDatabase(place: DatabasePlace): Database {
  return watchSqlite(place)
}

/** Loads what methods load when it is first needed: for a process that could not do so later. */
export async function loadDriver(): Promise<void> {
  await import('./sqlite/prisma.ts')
}
