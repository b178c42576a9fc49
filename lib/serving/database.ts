import 'server-only'
import { statSync } from 'node:fs'
import type { PrismaClient } from '@/lib/database/generated/client'
import type { Connection } from '@/lib/database/connection'
import { listedModelFinder, listedModelsReader } from '@/lib/database/listed-models'
import { openDatabase } from '@/lib/database/migrations'
import { openPrisma } from '@/lib/database/prisma'
import { revisionReader } from '@/lib/database/revision-reader'
import { similarModelsReader } from '@/lib/database/similar-models'
import { MissingDatabaseError, type Trouble, troubleOf } from '@/lib/database/trouble'
import { env } from '@/lib/facts/env'

/** How long a file that was replaced may go unnoticed. */
const LOOK_EVERY_MS = 500

/**
 * How long this process may wait for another program's lock in one piece: it answers nobody meanwhile. Who wants to
 * write tries again and again, see `write`.
 */
const SERVER_PATIENCE_MS = 50

type Handle = {
  connection: Connection
  prisma: PrismaClient
  /** Which opening of the database this is: what was read under another one does not count. */
  generation: number
  /** The file that was opened: another one may have its name since. */
  file: string
  lookedAt: number
}

declare global {
  var recASketchDatabase: Handle | undefined
  var recASketchDatabaseGeneration: number | undefined
  /** Asked by page-cache.mjs, which Next loads by itself and which can import nothing of ours. */
  var recASketchCatalogueRevision: (() => string | undefined) | undefined
}

/**
 * This process's database, opened and migrated at the first call, and anew when another file has taken its place. On
 * globalThis because Next evaluates this module more than once in a process: a copy for each bundle, and again at every
 * reload in development.
 *
 * @throws MissingDatabaseError when the file was there before and is gone, or empty: to make a new one in its place
 *   would hide that.
 */
function handle(): Handle {
  const { databaseFile, dataDir } = env()
  const open = globalThis.recASketchDatabase
  if (open && performance.now() - open.lookedAt < LOOK_EVERY_MS) return open
  const file = identityOf(databaseFile)
  if (open && file === open.file) {
    open.lookedAt = performance.now()
    return open
  }
  if (open) forgetDatabase()
  const generation = (globalThis.recASketchDatabaseGeneration ?? 0) + 1
  if (generation > 1 && file === null) throw new MissingDatabaseError()
  const connection = openDatabase(databaseFile, dataDir, SERVER_PATIENCE_MS)
  globalThis.recASketchDatabaseGeneration = generation
  globalThis.recASketchDatabase = {
    connection,
    prisma: openPrisma(databaseFile, SERVER_PATIENCE_MS),
    generation,
    file: identityOf(databaseFile) ?? '',
    lookedAt: performance.now(),
  }
  return globalThis.recASketchDatabase
}

/** Tells a file from another one of the same name; null when there is none, or nothing in it. */
function identityOf(databaseFile: string): string | null {
  const found = statSync(databaseFile, { bigint: true, throwIfNoEntry: false })
  return found && found.size > 0n ? `${found.dev}:${found.ino}` : null
}

/**
 * Says what an error of a read tells about the database. After lasting trouble the next read opens it anew, since what
 * a connection keeps of a damaged file would outlive the repair.
 *
 * @returns null when the error tells nothing about it
 */
export function noteTrouble(error: unknown): Trouble | null {
  const trouble = troubleOf(error)
  if (trouble && !trouble.isPassing) forgetDatabase()
  return trouble
}

/** Wraps what reads for a page, so that trouble is taken note of. */
export function noting<Given extends unknown[], Answer>(
  read: (...given: Given) => Promise<Answer>,
): (...given: Given) => Promise<Answer> {
  return async (...given) => {
    try {
      return await read(...given)
    } catch (error) {
      noteTrouble(error)
      throw error
    }
  }
}

function forgetDatabase(): void {
  const open = globalThis.recASketchDatabase
  globalThis.recASketchDatabase = undefined
  open?.connection.close()
  open?.prisma.$disconnect().catch(() => undefined)
}

function prepare(open: Handle) {
  const { connection, prisma, generation } = open
  const readNumber = revisionReader(connection)
  return {
    open,
    connection,
    prisma,
    /** Another text after every change that pages must show. */
    readRevision: () => `${generation}.${readNumber()}`,
    findListedModel: listedModelFinder(connection),
    readListedModels: listedModelsReader(connection),
    readSimilarModels: similarModelsReader(connection),
  }
}

let prepared: ReturnType<typeof prepare> | undefined

/** The database with the busiest statements prepared. */
export function database(): ReturnType<typeof prepare> {
  const open = handle()
  if (prepared?.open !== open) prepared = prepare(open)
  globalThis.recASketchCatalogueRevision = catalogueRevision
  return prepared
}

/** Undefined while the revision cannot be read: nothing is kept then, and nothing that is kept is shown. */
export function catalogueRevision(): string | undefined {
  try {
    return database().readRevision()
  } catch {
    return undefined
  }
}

/**
 * Wraps a read so that it happens once a catalogue revision. The revision is read first: an answer that is
 * newer than it is read once more, never one that is older kept.
 */
export function oncePerRevision<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  let last: { revision: string; answer: Promise<Answer> } | undefined
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
