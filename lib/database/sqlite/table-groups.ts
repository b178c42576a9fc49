import type { Kind } from '@/lib/facts/kinds'
import { methodsOf, type Use } from '../methods'
import { beginSession, deleteSession, findSessionEnd } from './admin-sessions'
import { amendAuditEntry, listAuditEntries, writeAuditEntry } from './audit'
import { countModels, listSourceKeys, removeModels, upsertModels } from './catalogue'
import {
  countByCategory,
  countListedModels,
  countMatchesByCategory,
  readWhatOrders,
} from './catalogue-overview'
import { countBySource } from './catalogue-sources'
import type { Connection } from './connection'
import { beginCrawlRun, findStoppedCrawl, finishCrawlRun, recordCrawlCounts } from './crawl-runs'
import { finishCrawl, hasCrawledPage, openCrawl, writeCrawledPage } from './crawls'
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
import {
  listFetchedThumbnails,
  listModelsWithoutThumbnail,
  listPendingThumbnails,
  writeFetchedThumbnail,
  writeThumbnailFailure,
} from './pending-thumbnails'
import { readProjection, writeProjection } from './projections'
import { writePsvKeywords, writePsvModels } from './psv-models'
import { forgetRemoval, recordRemoval } from './removed-models'
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
import { clearVectors, findVectorBlock, findVectorDimensions, writeVectorBlock } from './vector-blocks'

/**
 * The groups of methods over tables, which callers see as `database.catalogue` and so on.
 *
 * @param sql gets at the connection
 * @param orm gets at Prisma
 */
export function tableGroups(databaseFile: string, sql: Use<Connection>, orm: Use<PrismaClient>) {
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
  }
}
