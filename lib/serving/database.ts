import 'server-only'
import type { PrismaClient } from '@/lib/db/generated/client'
import type { Connection } from '@/lib/db/connection'
import { listedModelFinder, listedModelsReader } from '@/lib/db/listed-models'
import { openDatabase } from '@/lib/db/migrations'
import { openPrisma } from '@/lib/db/prisma'
import { revisionReader } from '@/lib/db/revision-reader'
import { similarModelsReader } from '@/lib/db/similar-models'
import { env } from '@/lib/env'

/**
 * How long this process may wait for another program's lock in one piece: it answers nobody meanwhile. Who wants to
 * write tries again and again, see `write`.
 */
const SERVER_PATIENCE_MS = 50

type Handle = { connection: Connection; prisma: PrismaClient }

declare global {
  var recASketchDatabase: Handle | undefined
  /** Asked by page-cache.mjs, which Next loads by itself and which can import nothing of ours. */
  var recASketchCatalogueRevision: (() => number) | undefined
}

/**
 * This process's database, opened and migrated at the first call. On globalThis because Next evaluates
 * this module more than once in a process: a copy for each bundle, and again at every reload in development.
 */
function handle(): Handle {
  const { databaseFile } = env()
  globalThis.recASketchDatabase ??= {
    connection: openDatabase(databaseFile, SERVER_PATIENCE_MS),
    prisma: openPrisma(databaseFile, SERVER_PATIENCE_MS),
  }
  return globalThis.recASketchDatabase
}

function prepare({ connection, prisma }: Handle) {
  const readRevision = revisionReader(connection)
  globalThis.recASketchCatalogueRevision = readRevision
  return {
    connection,
    prisma,
    readRevision,
    findListedModel: listedModelFinder(connection),
    readListedModels: listedModelsReader(connection),
    readSimilarModels: similarModelsReader(connection),
  }
}

let prepared: ReturnType<typeof prepare> | undefined

/** The database with the busiest statements prepared. */
export function database(): ReturnType<typeof prepare> {
  prepared ??= prepare(handle())
  return prepared
}

/**
 * Wraps a read so that it happens once a catalogue revision. The revision is read first: an answer that is
 * newer than it is read once more, never one that is older kept.
 */
export function oncePerRevision<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  let last: { revision: number; answer: Promise<Answer> } | undefined
  return async () => {
    const revision = database().readRevision()
    if (last?.revision !== revision) last = { revision, answer: read() }
    const current = last
    try {
      return await current.answer
    } catch (error) {
      if (last === current) last = undefined
      throw error
    }
  }
}
