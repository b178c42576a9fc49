import { databaseFileOf } from '@/lib/facts/database-url'
import type { DatabasePlace } from './place'
import { describePostgresqlFault } from './postgresql/database-fault'
import { openPostgresql, watchPostgresql } from './postgresql/driver'
import { describeDatabaseFault as describeSqliteFault } from './sqlite/database-fault'
import { openSqlite, watchSqlite } from './sqlite/driver'

export { FAILED_LOGIN } from './tables/audit'
export { isBusy } from './sqlite/busy'
export { acquireLock } from './sqlite/file-lock'

export type { AuditEntry } from './tables/audit'
export type { ModelRecord, UpsertCounts } from './tables/catalogue'
export { type IndexableModel, MissingEmbeddingError } from './tables/embeddings'
export type { StoredFactors } from './tables/factor-blocks'
export type { DetailedFailure, FailedModel } from './tables/failures'
export type { Lock } from './lock'
export type { ListedWorker, PerformUnit, UnitResult, Within, WorkerReport, WorkUnit } from './work-units'
export type { RunCounts, RunMode } from './tables/index-runs'
export type { LikeWriteCounts, UserLike } from './tables/likes'
export type { FitPage, FitPosition } from './tables/fit-listing'
export type { ListedModel } from './tables/listed-models'
export type { ModelLink } from './tables/model-links'
export type { ListingPosition, ModelOrder } from './tables/model-listing'
export type { Matches, ModelFilter } from './tables/model-matches'
export type { ModelConditions, WhatTellsApart } from './tables/passing-models'
export type { ExportRow } from './tables/neighbours'
export type { PendingThumbnail } from './tables/pending-thumbnails'
export type { PsvModelCounts } from './tables/psv-models'
export type { PublishedRun } from './tables/published-runs'
export type { StoredRun } from './tables/run-history'
export type { RunKind } from './tables/run-kinds'
export type { ActiveRun, RequestedAction, StartedBy } from './tables/runs'
export type { TagPlace } from './tables/tag-places'
export type { SuggestedRow, SuggestedTags, SuggestionPlace } from './tables/tag-suggestions'
export type { ThumbnailRow } from './tables/thumbnails'

/** The database as all others see it. Each method is one transaction. */
export type Database = ReturnType<typeof openSqlite>

/**
 * Opens the database and brings it up to date, making it when there is none. The caller closes it.
 *
 * @throws Error for one that was lost while its thumbnails are there; that is damaged, no database, cannot be reached, or may
 *   not be read or written, with what to do; or of another version of the project. It is left as it was.
 */
export async function openDatabase(place: DatabasePlace): Promise<Database> {
  const databaseFile = databaseFileOf(place.databaseUrl)
  return databaseFile === null ? openPostgresql(place) : openSqlite({ databaseFile, dataDir: place.dataDir })
}

/**
 * The database of a server, which is opened at its first use, waits for nobody for long, and finds another database that
 * was put in the place of this one.
 */
export function servedDatabase(place: DatabasePlace): Database {
  const databaseFile = databaseFileOf(place.databaseUrl)
  return databaseFile === null
    ? watchPostgresql(place)
    : watchSqlite({ databaseFile, dataDir: place.dataDir })
}

/** What is wrong with a database, and what to do, for a person; null for an error of something else. */
export function describeDatabaseFault(error: unknown, { databaseUrl }: DatabasePlace): string | null {
  const databaseFile = databaseFileOf(databaseUrl)
  return databaseFile === null
    ? describePostgresqlFault(error, databaseUrl)
    : describeSqliteFault(error, databaseFile)
}

/** Loads what methods load when it is first needed: for a process that could not do so later. */
export async function loadDriver({ databaseUrl }: DatabasePlace): Promise<void> {
  if (databaseFileOf(databaseUrl) !== null) return void (await import('./sqlite/prisma.ts'))
  await import('./postgresql/prisma.ts')
  await import('pg')
}
