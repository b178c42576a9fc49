import type { ClientBase, Pool } from 'pg'
import type { Database } from '../database'
import { methodsOf, type Perform, type Use } from '../methods'
import type { DatabasePlace } from '../place'
import type { ReadBlocks } from '../snapshot'
import type { PrismaClient } from '../sqlite/generated/client'
import { type Access, tableGroups } from '../tables/table-groups'
import { lastTrouble, TROUBLE_TOLD_MS } from '../trouble'
import { readCatalogueRevision } from '../tables/catalogue-revision'
import { isConnectionFault } from './connection-fault'
import { describePostgresqlFault } from './database-fault'
import { applyMigrations } from './migrations'
import { openPool, withClient, withPatience } from './pool'
import { enterCatalogue, runInTransaction, runWork, type Standing } from './run-work'
import { acquireSessionLock, isSessionLockHeld } from './session-lock'
import { sharedWork } from './shared-work'
import { tryOut, troubleOf } from './trouble'

/** How long a job waits for a database that was there and cannot be reached. */
const JOB_PATIENCE_MS = 120_000

/** How long a server does: somebody waits for the answer. */
const SERVER_PATIENCE_MS = 1_500

/** For so long a database that could not be reached counts as gone. */
const KNOWN_GONE_MS = 1_000

/** A revision that was read is taken for the current one for so long: pages may be behind those of other servers by that. */
const REVISION_KEPT_MS = 400

/**
 * A database of PostgreSQL, brought up to date.
 *
 * @throws Error for one that cannot be reached or used, with what to do
 */
export async function openPostgresql(place: DatabasePlace): Promise<Database> {
  const database = driver(place, JOB_PATIENCE_MS)
  try {
    await database.check()
    return database
  } catch (error) {
    await database.close()
    const fault = describePostgresqlFault(error, place.databaseUrl)
    throw fault === null ? error : new Error(fault, { cause: error })
  }
}

/** The same for a server: it is opened at the first use, and nobody waits for it for long. */
export function watchPostgresql(place: DatabasePlace): Database {
  return driver(place, SERVER_PATIENCE_MS)
}

function driver({ databaseUrl }: DatabasePlace, patienceMs: number): Database {
  const trouble = lastTrouble()
  let opening: Promise<Pool> | undefined
  let prisma: Promise<PrismaClient> | undefined
  let revision: { at: number; text: Promise<string> } | undefined

  async function open(): Promise<Pool> {
    const pool = await openPool(databaseUrl)
    try {
      await withClient(pool, applyMigrations)
      return pool
    } catch (error) {
      await pool.end()
      throw error
    }
  }

  function opened(): Promise<Pool> {
    opening ??= open().catch((error) => {
      opening = undefined
      throw error
    })
    return opening
  }

  /** Of one that has just been waited for in vain, the next answers need not wait as well. */
  const isKnownToBeGone = () => patienceMs === SERVER_PATIENCE_MS && trouble.within(KNOWN_GONE_MS) !== null

  const through = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      // What was never there is not waited for: its address is wrong, more likely than not.
      await opened()
      return await withPatience(isKnownToBeGone() ? 0 : patienceMs, work)
    } catch (error) {
      trouble.note(troubleOf(error))
      throw error
    }
  }
  const withConnection = <Result>(work: (client: ClientBase) => Result | Promise<Result>) =>
    through(async () => withClient(await opened(), async (client) => work(client)))

  const read: Perform = (begin) => withConnection((client) => runWork(client, begin()))
  const inTransaction =
    (standing: Standing | null): Perform =>
    (begin) => {
      revision = undefined
      return withConnection((client) =>
        runInTransaction(client, async () => {
          if (standing) await enterCatalogue(client, standing)
          return runWork(client, begin())
        }),
      )
    }
  const orm: Use<PrismaClient> = (work) => {
    revision = undefined
    return through(async () => {
      prisma ??= import('./prisma.ts').then(({ openPrisma }) => openPrisma(databaseUrl))
      return work(await prisma)
    })
  }
  const access: Access = {
    read,
    write: inTransaction('alone'),
    append: inTransaction('beside'),
    snapshot: <Row>(blocks: ReadBlocks<Row>) => inSnapshot(opened, blocks),
    orm,
  }

  return {
    ...tableGroups(access),
    units: sharedWork({ databaseUrl, pool: opened, read, alone: inTransaction(null) }),
    locks: {
      acquire: (name: string) => through(() => acquireSessionLock(databaseUrl, name)),
      isHeld: (name: string) => withConnection((client) => isSessionLockHeld(client, name)),
    },
    ...methodsOf(withConnection, { check: tryOut }),
    readRevision() {
      if (!revision || performance.now() - revision.at > REVISION_KEPT_MS) {
        const text = read(readCatalogueRevision).then(String)
        revision = { at: performance.now(), text }
        text.catch(() => (revision = undefined))
      }
      return revision.text
    },
    troubleOf,
    lastTrouble: () => trouble.within(TROUBLE_TOLD_MS),
    describeFault: (error: unknown) => describePostgresqlFault(error, databaseUrl),
    // Its disk is its own.
    reserve: { keep() {}, giveUp() {} },
    countBytes: () =>
      withConnection(async (client) => {
        const { rows } = await client.query('SELECT pg_database_size(current_database()) AS bytes')
        return Number(rows[0]?.bytes)
      }),
    async close() {
      const [pool, client] = [opening, prisma]
      opening = undefined
      prisma = undefined
      await (await client)?.$disconnect()
      await (await pool?.catch(() => undefined))?.end()
    },
  }
}

/** Reads all as it is at one moment, whatever is written meanwhile. */
async function* inSnapshot<Row>(opened: () => Promise<Pool>, read: ReadBlocks<Row>): AsyncGenerator<Row[]> {
  const client = await (await opened()).connect()
  client.on('error', () => {})
  let fault: unknown
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    yield* read((work) => runWork(client, work))
  } catch (error) {
    fault = error
    throw error
  } finally {
    // It has only read.
    await client.query('ROLLBACK').catch((error) => (fault = error))
    client.removeAllListeners('error')
    client.release(isConnectionFault(fault))
  }
}
