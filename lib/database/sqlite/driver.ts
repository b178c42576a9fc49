import { stat } from 'node:fs/promises'
import { beginSession, deleteSession, findSessionEnd } from '../admin-sessions'
import { amendAuditEntry, listAuditEntries, writeAuditEntry } from '../audit'
import { countModels, listSourceKeys, removeModels, upsertModels } from '../catalogue'
import {
  countByCategory,
  countListedModels,
  countMatchesByCategory,
  findRunSummary,
  readWhatOrders,
} from '../catalogue-overview'
import { readCatalogueRevision } from '../catalogue-revision'
import { countBySource } from '../catalogue-sources'
import type { Connection } from '../connection'
import {
  countMissingEmbeddings,
  deleteEmbeddings,
  listEmbeddedBy,
  listIndexableModels,
  meanEmbeddingBytes,
  stillEmbedded,
  writeEmbeddings,
} from '../embeddings'
import {
  clearFailures,
  countFailures,
  listDetailedFailures,
  listFailedModels,
  listFailures,
  recordFailure,
  recordThumbnailFailure,
} from '../failures'
import type { PrismaClient } from '../generated/client'
import { findPublishedRun } from '../index-runs'
import { acquireJobLock, isJobLocked, jobLockFile } from '../job-lock'
import { listLabelColumns, readLabels } from '../labels'
import { readLikes, setAboveThreshold, writeLikes } from '../likes'
import { findListedModel, readListedModels } from '../listed-models'
import { methodsOf, type Use } from '../methods'
import { clearLinks, listUnwatchedLinks } from '../model-links'
import { listModelIds } from '../model-listing'
import { countMatchesUpTo, matchModels } from '../model-matches'
import {
  listFetchedThumbnails,
  listModelsWithoutThumbnail,
  listPendingThumbnails,
  writeFetchedThumbnail,
  writeThumbnailFailure,
} from '../pending-thumbnails'
import type { DatabasePlace } from '../place'
import { iterateNeighbours, type Kind } from '../neighbours'
import { readProjection, writeProjection } from '../projections'
import { writePsvKeywords, writePsvModels } from '../psv-models'
import { forgetRemoval, recordRemoval } from '../removed-models'
import { listStaleModels, markGone, upsertSketchfabModels } from '../sketchfab-models'
import { moveSourceRoot } from '../source-roots'
import { takeDownModel } from '../take-down'
import { hasThumbnail, knownThumbnails, setThumbnail, thumbnailsOf } from '../thumbnails'
import { type Trouble, troubleOf, tryOut } from '../trouble'
import { inBlocks } from './in-blocks'
import { type Opened, openFile, type Source, watchFile } from './opened'
import { similarModelsReader, findCoverage } from '../similar-models'

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

  const use =
    <Handle>(handleOf: (opened: Opened) => Handle | Promise<Handle>): Use<Handle> =>
    async (work) => {
      try {
        return await work(await handleOf(source.current()))
      } catch (error) {
        note(error)
        throw error
      }
    }
  const open = use((opened) => opened)
  const sql = use<Connection>(({ connection }) => connection)
  const orm = use<PrismaClient>(({ prisma }) => prisma())

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
    embeddings: methodsOf(sql, {
      writeEmbeddings,
      deleteEmbeddings,
      writeProjection,
      readProjection,
      listIndexableModels,
      stillEmbedded,
      listEmbeddedBy,
      countMissingEmbeddings,
      meanEmbeddingBytes,
    }),
    neighbours: {
      ...methodsOf(sql, {
        findCoverage,
        findSimilarModels: (
          connection: Connection,
          runId: number,
          kind: Kind,
          modelId: number,
          limit: number,
        ) => similarModelsReader(connection)(runId, kind, modelId, limit),
      }),
      /** The similarity table of a run, in the order of the catalogue and of rank. */
      readTable: (runId: number, kind: Kind) =>
        inBlocks(databaseFile, (connection) => iterateNeighbours(connection, runId, kind)),
    },
    runs: {
      ...methodsOf(sql, { findPublishedRun }),
      ...methodsOf(orm, { findRunSummary }),
    },
    sessions: methodsOf(orm, { beginSession, findSessionEnd, deleteSession }),
    audit: methodsOf(orm, { writeAuditEntry, amendAuditEntry, listAuditEntries }),
    /** Locks that go with the process that holds them, however it ends. */
    locks: {
      /** Takes a lock; null while another process has it. */
      async acquire(name: string) {
        const lock = acquireJobLock(jobLockFile(dataDir, name))
        return lock && { release: async () => lock.release() }
      },
      /** Whether some process holds a lock. */
      isHeld: async (name: string) => isJobLocked(jobLockFile(dataDir, name)),
    },
    ...methodsOf(open, {
      /** Another text after every change that pages must show. */
      readRevision: ({ connection, generation }: Opened) =>
        `${generation}.${readCatalogueRevision(connection)}`,
      /** Reads what every page needs, anew. @throws Error that `troubleOf` tells the meaning of. */
      check: () => tryOut(databaseFile),
    }),
    /** What kept this database from being read a moment ago; null when nothing did. */
    lastTrouble: (): Trouble | null =>
      trouble && performance.now() - trouble.at < TROUBLE_TOLD_MS ? trouble.told : null,
    /** Bytes that it takes on the disk. */
    async countBytes(): Promise<number> {
      const files = ['', '-wal', '-shm'].map((suffix) => stat(`${databaseFile}${suffix}`).catch(() => null))
      return (await Promise.all(files)).reduce((sum, file) => sum + (file?.size ?? 0), 0)
    },
    close: source.close,
    /** For what still asks the driver itself. */
    interim: { connection: () => source.current().connection, prisma: () => source.current().prisma() },
  }
}
