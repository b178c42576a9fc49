import type { Client, ClientBase } from 'pg'
import type { Lock } from '../lock'
import { clientConfig, signOfLifeMsOf, silenceMsOf } from './pool'
import { LOCK_SPACE } from './run-work'

/**
 * Takes the lock that one process at a time may hold, or returns null when another process has it. It belongs to a
 * connection of its own, and goes with it: when the process ends, when it is cut off, when it is stopped for longer than
 * half a minute, or when the database stops. `lost` says so: another process may have it then.
 */
export async function acquireSessionLock(databaseUrl: string, name: string): Promise<Lock | null> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(await clientConfig(databaseUrl))
  const lost = new AbortController()
  let alive: NodeJS.Timeout | undefined
  const lose = () => {
    clearInterval(alive)
    lost.abort(new Error(`The lock ${name} was lost with the connection to the database.`))
  }
  client.on('error', lose)
  client.on('end', lose)
  await client.connect()
  try {
    // Should this process be stopped, nobody could tell from outside that it will not go on.
    await client.query(`SET idle_session_timeout = ${Math.ceil(silenceMsOf(databaseUrl))}`)
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
      LOCK_SPACE,
      name,
    ])
    if (rows[0]?.taken !== 1) {
      await end(client)
      return null
    }
  } catch (error) {
    await end(client)
    throw error
  }
  if (!lost.signal.aborted) {
    alive = setInterval(() => void client.query('SELECT 1').catch(lose), signOfLifeMsOf(databaseUrl))
  }
  return {
    lost: lost.signal,
    async release() {
      clearInterval(alive)
      client.off('end', lose)
      await end(client)
    },
  }
}

async function end(client: Client): Promise<void> {
  await client.end().catch(() => {})
}

/** Whether some process holds a lock. */
export async function isSessionLockHeld(client: ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM pg_locks
     WHERE locktype = 'advisory' AND classid = $1::oid AND objid = (hashtext($2)::bigint & 4294967295)::oid AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [LOCK_SPACE, name],
  )
  return rows.length > 0
}
