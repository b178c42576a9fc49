import { setTimeout as delay } from 'node:timers/promises'
import type { ClientBase, ClientConfig, Pool } from 'pg'
import { isConnectionFault } from './connection-fault'
import { readersOver } from './values'

/** Connections a process has at most; PostgreSQL takes 100 in all unless it is told otherwise. */
const MAX_CONNECTIONS = 8

/** So long a connection may take to come about. */
const CONNECT_MS = 10_000

/** How PostgreSQL calls the longest silence that it bears, in milliseconds; an address may give another. */
const SILENCE_SETTING = 'idle_in_transaction_session_timeout'
const SILENCE_MS = 30_000

/** How long between two attempts at a database that cannot be reached. */
const RETRY_MS = 250

/**
 * After so many milliseconds a transaction of which nobody has said anything is given up by the database, and so is a lock:
 * its process is stopped, or cut off. Whoever works for longer says now and then that it is alive. Half a minute, unless the
 * address says `?idle_in_transaction_session_timeout=…`.
 */
export function silenceMsOf(databaseUrl: string): number {
  const given = Number(new URL(databaseUrl).searchParams.get(SILENCE_SETTING))
  return given > 0 ? given : SILENCE_MS
}

/** How often somebody who works for long says so: there is room for some that come late. */
export function signOfLifeMsOf(databaseUrl: string): number {
  return silenceMsOf(databaseUrl) / 4
}

/** How every connection of this project is set, Prisma’s too. @param databaseUrl `postgresql://…` */
export function connectionSettings(databaseUrl: string) {
  return {
    connectionString: databaseUrl,
    application_name: 'rec-a-sketch',
    connectionTimeoutMillis: CONNECT_MS,
    [SILENCE_SETTING]: silenceMsOf(databaseUrl),
    keepAlive: true,
    options: '-c TimeZone=UTC -c DateStyle=ISO -c client_encoding=UTF8',
  }
}

/** The same, and how values are read. */
export async function clientConfig(databaseUrl: string): Promise<ClientConfig> {
  const { default: pg } = await import('pg')
  return { ...connectionSettings(databaseUrl), types: readersOver(pg.types) }
}

/** Opens a pool of connections. The caller ends it. */
export async function openPool(databaseUrl: string): Promise<Pool> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    ...(await clientConfig(databaseUrl)),
    max: MAX_CONNECTIONS,
    allowExitOnIdle: true,
  })
  // One that idles and is lost is made anew when it is needed.
  pool.on('error', () => {})
  return pool
}

/** Has work done by a connection of a pool, which is given back after. */
export async function withClient<Result>(
  pool: Pool,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  const ignore = () => {}
  // A connection that is lost between two statements says so here as well as at the next.
  client.on('error', ignore)
  let fault: unknown
  try {
    return await work(client)
  } catch (error) {
    fault = error
    throw error
  } finally {
    client.off('error', ignore)
    client.release(isConnectionFault(fault))
  }
}

/**
 * Does work, and does it again from its beginning for as long as the database cannot be reached: what a transaction had done
 * by then is undone. One that was lost while it was being committed may have been, and is done once more: everything here
 * may be.
 *
 * @throws what the work throws, that the database cannot be reached after `patienceMs`
 */
export async function withPatience<Result>(patienceMs: number, work: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isConnectionFault(error) || performance.now() > deadline) throw error
      await delay(RETRY_MS)
    }
  }
}
