import type { Kind } from '@/lib/facts/kinds'
import { methodsOf, type Perform, type Use, workMethods } from '../methods'
import type { Snapshot } from '../snapshot'
import { beginSession, deleteSession, findSessionEnd } from './admin-sessions'
import { amendAuditEntry, listAuditEntries, writeAuditEntry } from './audit'
import { countModels, listSourceKeys, listUidHolders, removeModels, upsertModels } from './catalogue'
import {
  countByCategory,
  countListedModels,
  countMatchesByCategory,
  readWhatOrders,
} from './catalogue-overview'
import { countBySource } from './catalogue-sources'
import {
  addWaitingCrawl,
  beginCrawlRun,
  findStoppedCrawl,
  finishCrawlRun,
  recordCrawlCounts,
} from './crawl-runs'
import { finishCrawl, hasCrawledPage, openCrawl, writeCrawledPage } from './crawls'
import {
  countEmbeddedBy,
  countMissingEmbeddings,
  deleteEmbeddings,
  embeddedByRun,
  listEmbeddedBy,
  readEmbeddingBlocks,
  readIndexableBlocks,
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
import { clearFactors, findFactorBlock, writeFactorBlock } from './factor-blocks'
import type { PrismaClient } from '../sqlite/generated/client'
import {
  addWaitingIndexRun,
  beginIndexRun,
  findRunSettings,
  findStoppedIndexRun,
  recordIndexCounts,
} from './index-runs'
import { listLabelColumns, readLabels } from './labels'
import { changeLikes, hasLikes, readLikeBlocks, setAboveThreshold, writeLikes } from './likes'
import { findListedIds, findListedModel, readListedModels } from './listed-models'
import { listModelIdsByFit } from './fit-listing'
import { clearLinks, listUnwatchedLinks } from './model-links'
import { countTagged, readLikeCounts } from './model-counts'
import { listModelIds } from './model-listing'
import { countMatchesUpTo, matchModels } from './model-matches'
import {
  clearNeighbours,
  copyNeighbours,
  countCoveredModels,
  countLostModels,
  findKinds,
  readNeighbourBlocks,
  readNeighbourIdBlocks,
  readStoredRowBlocks,
  writeNeighbours,
} from './neighbours'
import { listPassingIds, readWhatTellsApart } from './passing-models'
import {
  clearNearDuplicates,
  copyNearDuplicates,
  countNearDuplicateGroups,
  findGroupMembers,
  foldAgain,
  keepApart,
  listNearDuplicateGroups,
  writeNearDuplicates,
} from './near-duplicates'
import {
  listFetchedThumbnails,
  listModelsWithoutThumbnail,
  listPendingThumbnails,
  writeFetchedThumbnail,
  writeThumbnailFailure,
} from './pending-thumbnails'
import { readProjection, writeProjection } from './projections'
import {
  endUpToDate,
  findHeldRun,
  findKeptRun,
  findPublishedRun,
  holdRun,
  publishRun,
  republishRun,
} from './published-runs'
import { writePsvKeywords, writePsvModels } from './psv-models'
import { forgetRemoval, isRemoved, recordRemoval } from './removed-models'
import { findRunWithKind, readRunKinds, writeRunKind, writeRunKindFigures } from './run-kinds'
import { findReport, hasReport, writeReport } from './run-reports'
import { findMeasuredRun, findRun, findRunsWithTable, listRuns } from './run-history'
import { deleteRun, discardRun, pruneRuns } from './run-tables'
import {
  awaitWorker,
  closeDeadRuns,
  endRun,
  findActiveRun,
  findActiveRunId,
  findLatestRunId,
  findRunOfProcess,
  leaveRun,
  readSilence,
  recordMetrics,
  reportRun,
  requestAction,
  reviveRun,
  settleAction,
} from './runs'
import { findCoverage, findNeighbourIds, findSimilarModels, findSimilarOfAllKinds } from './similar-models'
import { listStaleModels, markGone, upsertSketchfabModels } from './sketchfab-models'
import { moveSourceRoot } from './source-roots'
import { suggest } from './suggestions'
import { clearTagPlaces, findTagPlace, writeTagPlaces } from './tag-places'
import {
  clearTagSuggestions,
  countSuggestedModels,
  listSuggestedTags,
  readSuggestedTagBlocks,
  writeTagSuggestions,
} from './tag-suggestions'
import { readTaggedModelBlocks } from './tagged-models'
import { takeDownModel } from './take-down'
import { listCopies, listThumbnailsWithoutShape, readShapes, writeShapes } from './thumbnail-shapes'
import {
  hasThumbnail,
  findThumbnail,
  listThumbnailsWithoutLook,
  setLook,
  setThumbnail,
  thumbnailsOf,
} from './thumbnails'
import { clearVectors, findVectorBlock, findVectorDimensions, writeVectorBlock } from './vector-blocks'

/** How a driver gets at its database. */
export type Access = {
  /** Carries out work that only reads. */
  read: Perform
  /** Carries out work in one transaction, while nobody else writes to the catalogue. */
  write: Perform
  /** Carries out work in one transaction, beside others that only add, while nobody writes to the catalogue. */
  append: Perform
  snapshot: Snapshot
  /** Gets at Prisma. */
  orm: Use<PrismaClient>
}

/** Methods over tables. */
export type TableGroups = ReturnType<typeof tableGroups>

/** The groups of methods over tables, which callers see as `database.catalogue` and so on. */
export function tableGroups({ read, write, append, snapshot, orm }: Access) {
  return {
    catalogue: {
      ...workMethods(write, {
        upsertModels,
        upsertSketchfabModels,
        writePsvModels,
        writePsvKeywords,
        removeModels,
        takeDownModel,
        recordRemoval,
        forgetRemoval,
        isRemoved,
        markGone,
        moveSourceRoot,
        clearLinks,
      }),
      ...workMethods(read, {
        countModels,
        countListedModels,
        countBySource,
        countByCategory,
        readWhatOrders,
        listSourceKeys,
        listUidHolders,
        listStaleModels,
        listUnwatchedLinks,
        findListedModel,
        findListedIds,
        readListedModels,
      }),
    },
    search: workMethods(read, {
      matchModels,
      listModelIds,
      listModelIdsByFit,
      countMatchesUpTo,
      countMatchesByCategory,
      suggest,
      countTagged,
      readLikeCounts,
      listPassingIds,
      readWhatTellsApart,
    }),
    thumbnails: {
      ...workMethods(write, { setLook, setThumbnail, writeFetchedThumbnail, writeThumbnailFailure }),
      ...workMethods(read, {
        hasThumbnail,
        findThumbnail,
        thumbnailsOf,
        listPendingThumbnails,
        listFetchedThumbnails,
        listModelsWithoutThumbnail,
        listThumbnailsWithoutLook,
      }),
    },
    labels: workMethods(read, { listLabelColumns, readLabels }),
    tags: {
      /** All models with their tags. */
      readAll: () => snapshot(readTaggedModelBlocks),
      ...workMethods(append, { writeTagPlaces, clearTagPlaces, writeTagSuggestions, clearTagSuggestions }),
      ...workMethods(read, { findTagPlace, listSuggestedTags, countSuggestedModels }),
      /** What a run suggests for models, in the order of the catalogue. */
      readSuggested: (runId: number) => snapshot(readSuggestedTagBlocks(runId)),
    },
    likes: {
      ...workMethods(write, { writeLikes, setAboveThreshold }),
      ...workMethods(append, { changeLikes }),
      ...workMethods(read, { hasLikes }),
      /** All likes. */
      readAll: () => snapshot(readLikeBlocks),
    },
    failures: {
      ...workMethods(write, { recordFailure, recordThumbnailFailure, clearFailures }),
      ...workMethods(read, { listFailures, listFailedModels, listDetailedFailures, countFailures }),
    },
    embeddings: {
      ...workMethods(append, { writeEmbeddings, deleteEmbeddings, writeProjection }),
      ...workMethods(read, {
        readEmbeddings,
        readProjection,
        stillEmbedded,
        listEmbeddedBy,
        countEmbeddedBy,
        embeddedByRun,
        countMissingEmbeddings,
        meanEmbeddingBytes,
      }),
      /** All stored vectors of a recipe, in their encoded form. */
      readAll: (recipeId: string) => snapshot(readEmbeddingBlocks(recipeId)),
      /** What an index run is over, by model id. */
      readIndexable: () => snapshot(readIndexableBlocks),
    },
    neighbours: {
      ...workMethods(append, { writeNeighbours, clearNeighbours, copyNeighbours }),
      ...workMethods(read, {
        findKinds,
        findSimilarModels,
        findSimilarOfAllKinds,
        findNeighbourIds,
        findCoverage,
        countCoveredModels,
        countLostModels,
      }),
      /** The similarity table of a run, in the order of the catalogue and of rank. */
      readTable: (runId: number, kind: Kind) => snapshot(readNeighbourBlocks(runId, kind)),
      /** The same as model ids: of each model the first `depth` neighbours that have not been removed. */
      readIds: (runId: number, kind: Kind, depth: number) =>
        snapshot(readNeighbourIdBlocks(runId, kind, depth)),
      /** The same with scores, as it is stored. */
      readRows: (runId: number, kind: Kind) => snapshot(readStoredRowBlocks(runId, kind)),
    },
    /** The projected vectors of runs. */
    vectors: {
      ...workMethods(append, { writeVectorBlock, clearVectors }),
      ...workMethods(read, { findVectorBlock, findVectorDimensions }),
    },
    /** What runs have learned from likes. */
    factors: {
      ...workMethods(append, { writeFactorBlock, clearFactors }),
      ...workMethods(read, { findFactorBlock }),
    },
    /** What runs have made of each kind of neighbours. */
    runKinds: {
      ...workMethods(append, { writeRunKind, writeRunKindFigures }),
      ...workMethods(read, { readRunKinds, findRunWithKind }),
    },
    /** What near-duplicates are found by. */
    shapes: {
      ...workMethods(append, { writeShapes }),
      ...workMethods(read, { readShapes, listThumbnailsWithoutShape, listCopies }),
    },
    /** Which models are the same thing once more. */
    nearDuplicates: {
      ...workMethods(append, { writeNearDuplicates, copyNearDuplicates, clearNearDuplicates }),
      ...workMethods(write, { keepApart, foldAgain }),
      ...workMethods(read, { findGroupMembers, listNearDuplicateGroups, countNearDuplicateGroups }),
    },
    /** Runs of every job. */
    runs: {
      ...workMethods(write, { closeDeadRuns }),
      ...workMethods(read, { readSilence }),
      ...methodsOf(orm, {
        reviveRun,
        awaitWorker,
        leaveRun,
        reportRun,
        settleAction,
        requestAction,
        endRun,
        recordMetrics,
        findRun,
        listRuns,
        findActiveRun,
        findActiveRunId,
        findLatestRunId,
        findRunOfProcess,
      }),
    },
    indexRuns: {
      ...workMethods(read, { findPublishedRun, findKeptRun, findHeldRun, findRunSettings }),
      ...methodsOf(orm, {
        beginIndexRun,
        addWaitingIndexRun,
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
    /** How good the look-alikes of index runs are. */
    reports: { ...workMethods(append, { writeReport }), ...workMethods(read, { findReport, hasReport }) },
    crawls: {
      ...workMethods(write, { openCrawl, writeCrawledPage, finishCrawl }),
      ...workMethods(read, { hasCrawledPage }),
      ...methodsOf(orm, {
        beginCrawlRun,
        addWaitingCrawl,
        findStoppedCrawl,
        recordCrawlCounts,
        finishCrawlRun,
      }),
    },
    sessions: methodsOf(orm, { beginSession, findSessionEnd, deleteSession }),
    audit: methodsOf(orm, { writeAuditEntry, amendAuditEntry, listAuditEntries }),
  }
}
