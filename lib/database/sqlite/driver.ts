import { stat } from 'node:fs/promises'
import type { Kind } from '@/lib/facts/kinds'
import { methodsOf, type Use } from '../methods'
import type { DatabasePlace } from '../place'
import { beginSession, deleteSession, findSessionEnd } from './admin-sessions'
import { amendAuditEntry, listAuditEntries, writeAuditEntry } from './audit'
import { countModels, listSourceKeys, removeModels, upsertModels } from './catalogue'
import {
  countByCategory,
  countListedModels,
  countMatchesByCategory,
  readWhatOrders,
} from './catalogue-overview'
import { readCatalogueRevision } from './catalogue-revision'
import { countBySource } from './catalogue-sources'
import type { Connection } from './connection'
import { beginCrawlRun, findStoppedCrawl, finishCrawlRun, recordCrawlCounts } from './crawl-runs'
import { finishCrawl, hasCrawledPage, openCrawl, writeCrawledPage } from './crawls'
import { describeDatabaseFault } from './database-fault'
import {
  countMissingEmbeddings,
  deleteEmbeddings,
  listEmbeddedBy,
  iterateEmbeddings,
  listIndexableModels,
  meanEmbeddingBytes,
  readEmbeddings,
  stillEmbedded,
  writeEmbeddings,
} from './embeddings'
import {
  clearFailures,
  countFailures,
  listDetailedFailures,
  listFailedModels,
  listFailures,
  recordFailure,
  recordThumbnailFailure,
} from './failures'
import { acquireLock, isLockHeld, lockFileOf } from './file-lock'
import type { PrismaClient } from './generated/client'
import { inBlocks } from './in-blocks'
import {
  beginIndexRun,
  deleteRun,
  discardRun,
  endUpToDate,
  findHeldRun,
  findKeptRun,
  findPublishedRun,
  findStoppedIndexRun,
  holdRun,
  pruneRuns,
  publishRun,
  recordIndexCounts,
  republishRun,
} from './index-runs'
import { listLabelColumns, readLabels } from './labels'
import { readLikes, setAboveThreshold, writeLikes } from './likes'
import { findListedModel, readListedModels } from './listed-models'
import { clearLinks, listUnwatchedLinks } from './model-links'
import { listModelIds } from './model-listing'
import { countMatchesUpTo, matchModels } from './model-matches'
import {
  clearNeighbours,
  countCoveredModels,
  countLostModels,
  iterateNeighbourIds,
  iterateNeighbours,
  writeNeighbours,
} from './neighbours'
import { type Opened, openFile, type Source, watchFile } from './opened'
import {
  listFetchedThumbnails,
  listModelsWithoutThumbnail,
  listPendingThumbnails,
  writeFetchedThumbnail,
  writeThumbnailFailure,
} from './pending-thumbnails'
import { readProjection, writeProjection } from './projections'
import { clearVectors, findVectorBlock, findVectorDimensions, writeVectorBlock } from './vector-blocks'
import { writePsvKeywords, writePsvModels } from './psv-models'
import { forgetRemoval, recordRemoval } from './removed-models'
import { giveUpReserve, keepReserve } from './reserve'
import { findMeasuredRun, findRun, findRunsWithTable, listRuns } from './run-history'
import {
  closeDeadRuns,
  endRun,
  findActiveRunId,
  findLatestRunId,
  findRunOfProcess,
  recordMetrics,
  reportRun,
  requestAction,
  reviveRun,
  settleAction,
} from './runs'
import { findCoverage, findSimilarModels } from './similar-models'
import { listStaleModels, markGone, upsertSketchfabModels } from './sketchfab-models'
import { moveSourceRoot } from './source-roots'
import { takeDownModel } from './take-down'
import { hasThumbnail, knownThumbnails, setLook, setThumbnail, thumbnailsOf } from './thumbnails'
import { type Trouble, troubleOf, tryOut } from './trouble'

/** For so long a server tells what was wrong with its database when one of its answers could not be made. */
const TROUBLE_TOLD_MS = 5_000

/**
 * A database in a SQLite file.
 *
 * @throws Error for one that was lost while its thumbnails are there; that is damaged, no database, or may not be read
 *   or written, with what to do; or of another version of the project. It is left as it was.
 */
export function openSqlite(place: DatabasePlace) {
  const opened = openFile(place)
  return driver(place, { current: () => opened, giveUp() {}, close: () => opened.close() })
}

/** The same for a server: it is opened at the first use, and anew when another file has taken its place. */
export function watchSqlite(place: DatabasePlace) {
  return driver(place, watchFile(place))
}

function driver(place: DatabasePlace, source: Source) {
  const { databaseFile, dataDir } = place
  let trouble: { at: number; told: Trouble } | undefined

  function note(error: unknown): void {
    const told = troubleOf(error)
    if (!told) return
    trouble = { at: performance.now(), told }
    // What a connection keeps of a damaged file would outlive the repair.
    if (!told.isPassing) source.giveUp()
  }

  const through =
    <Handle>(handleOf: (opened: Opened) => Handle | Promise<Handle>): Use<Handle> =>
    async (work) => {
      try {
        const handle = handleOf(source.current())
        // Not awaited where it is here already: it might be closed by then.
        return await work(handle instanceof Promise ? await handle : handle)
      } catch (error) {
        note(error)
        throw error
      }
    }
  const open = through((opened) => opened)
  const sql = through<Connection>(({ connection }) => connection)
  const orm = through<PrismaClient>(({ prisma }) => prisma())

  return {
    catalogue: methodsOf(sql, {
      upsertModels,
      upsertSketchfabModels,
      writePsvModels,
      writePsvKeywords,
      removeModels,
      takeDownModel,
      recordRemoval,
      forgetRemoval,
      markGone,
      moveSourceRoot,
      clearLinks,
      countModels,
      countListedModels,
      countBySource,
      countByCategory,
      readWhatOrders,
      listSourceKeys,
      listStaleModels,
      listUnwatchedLinks,
      findListedModel,
      readListedModels,
    }),
    search: methodsOf(sql, { matchModels, listModelIds, countMatchesUpTo, countMatchesByCategory }),
    thumbnails: methodsOf(sql, {
      setLook,
      setThumbnail,
      writeFetchedThumbnail,
      writeThumbnailFailure,
      hasThumbnail,
      knownThumbnails,
      thumbnailsOf,
      listPendingThumbnails,
      listFetchedThumbnails,
      listModelsWithoutThumbnail,
    }),
    labels: methodsOf(sql, { listLabelColumns, readLabels }),
    likes: methodsOf(sql, { writeLikes, readLikes, setAboveThreshold }),
    failures: methodsOf(sql, {
      recordFailure,
      recordThumbnailFailure,
      clearFailures,
      listFailures,
      listFailedModels,
      listDetailedFailures,
      countFailures,
    }),
    embeddings: {
      ...methodsOf(sql, {
        writeEmbeddings,
        deleteEmbeddings,
        readEmbeddings,
        writeProjection,
        readProjection,
        listIndexableModels,
        stillEmbedded,
        listEmbeddedBy,
        countMissingEmbeddings,
        meanEmbeddingBytes,
      }),
      /** All stored vectors of a recipe, in their encoded form. */
      readAll: (recipeId: string) =>
        inBlocks(databaseFile, (connection) => iterateEmbeddings(connection, recipeId)),
    },
    neighbours: {
      ...methodsOf(sql, {
        writeNeighbours,
        clearNeighbours,
        findSimilarModels,
        findCoverage,
        countCoveredModels,
        countLostModels,
      }),
      /** The similarity table of a run, in the order of the catalogue and of rank. */
      readTable: (runId: number, kind: Kind) =>
        inBlocks(databaseFile, (connection) => iterateNeighbours(connection, runId, kind)),
      /** The same as model ids: of each model the first `depth` neighbours that have not been removed. */
      readIds: (runId: number, kind: Kind, depth: number) =>
        inBlocks(databaseFile, (connection) => iterateNeighbourIds(connection, runId, kind, depth)),
    },
    /** The projected vectors of runs. */
    vectors: methodsOf(sql, { writeVectorBlock, findVectorBlock, findVectorDimensions, clearVectors }),
    /** Runs of every job. */
    runs: {
      ...methodsOf(sql, { closeDeadRuns }),
      ...methodsOf(orm, {
        reviveRun,
        reportRun,
        settleAction,
        requestAction,
        endRun,
        recordMetrics,
        findRun,
        listRuns,
        findActiveRunId,
        findLatestRunId,
        findRunOfProcess,
      }),
    },
    indexRuns: {
      ...methodsOf(sql, { findPublishedRun, findKeptRun, findHeldRun }),
      ...methodsOf(orm, {
        beginIndexRun,
        findStoppedIndexRun,
        recordIndexCounts,
        endUpToDate,
        holdRun,
        publishRun,
        republishRun,
        discardRun,
        deleteRun,
        pruneRuns,
        findRunsWithTable,
        findMeasuredRun,
      }),
    },
    crawls: {
      ...methodsOf(sql, { openCrawl, writeCrawledPage, hasCrawledPage, finishCrawl }),
      ...methodsOf(orm, { beginCrawlRun, findStoppedCrawl, recordCrawlCounts, finishCrawlRun }),
    },
    sessions: methodsOf(orm, { beginSession, findSessionEnd, deleteSession }),
    audit: methodsOf(orm, { writeAuditEntry, amendAuditEntry, listAuditEntries }),
    /** Locks that go with the process that holds them, however it ends. */
    locks: {
      /** Takes a lock; null while another process has it. */
      acquire: (name: string) => acquireLock(lockFileOf(dataDir, name)),
      /** Whether some process holds a lock. */
      isHeld: (name: string) => isLockHeld(lockFileOf(dataDir, name)),
    },
    ...methodsOf(open, {
      /** Another text after every change that pages must show. */
      readRevision: ({ connection, generation }: Opened) =>
        `${generation}.${readCatalogueRevision(connection)}`,
      /** Reads what every page needs, anew. @throws Error that `troubleOf` tells the meaning of. */
      check: () => tryOut(databaseFile),
    }),
    /** What an error of this database means to readers; null for one of something else. */
    troubleOf,
    /** What kept this database from being read a moment ago; null when nothing did. */
    lastTrouble: (): Trouble | null =>
      trouble && performance.now() - trouble.at < TROUBLE_TOLD_MS ? trouble.told : null,
    /** What is wrong with this database, and what to do, for a person; null for an error of something else. */
    describeFault: (error: unknown) => describeDatabaseFault(error, databaseFile),
    /** Space set aside on its disk, so that a full one can still be told of. */
    reserve: { keep: () => keepReserve(databaseFile), giveUp: () => giveUpReserve(databaseFile) },
    /** Bytes that it takes on the disk. */
    async countBytes(): Promise<number> {
      const files = ['', '-wal', '-shm'].map((suffix) => stat(`${databaseFile}${suffix}`).catch(() => null))
      return (await Promise.all(files)).reduce((sum, file) => sum + (file?.size ?? 0), 0)
    },
    close: source.close,
  }
}
