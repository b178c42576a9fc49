import type { Client } from 'pg'
import { shownDatabaseUrl } from '@/lib/facts/database-url'
import type { Lock } from '../lock'
import type { End, Ends } from '../moving/end'
import type { Work } from '../statement'
import { describePostgresqlFault } from './database-fault'
import { applyMigrations } from './migrations'
import { clientConfig } from './pool'
import { runInTransaction, runWork } from './run-work'
import { acquireSessionLock } from './session-lock'

/** The lock of whoever moves a catalogue into a database. */
const MOVING = 'move'

/** Both ends of a move in databases of PostgreSQL. */
export const postgresqlEnds: Ends = {
  openSource: (databaseUrl) =>
    sayingWhy(databaseUrl, 'DATABASE_URL', async () => {
      const client = await connect(databaseUrl)
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
        // The other end may take its time; when this process ends, so does the transaction.
        await client.query('SET LOCAL idle_in_transaction_session_timeout = 0')
        return await endOf(client, databaseUrl, 'DATABASE_URL')
      } catch (error) {
        await client.end()
        throw error
      }
    }),

  openTarget: (databaseUrl) =>
    sayingWhy(databaseUrl, '--to', async () => {
      const client = await connect(databaseUrl)
      const end = await endOf(client, databaseUrl, '--to')
      const locks: Lock[] = []
      return {
        ...end,
        lock: (jobs) =>
          sayingWhy(databaseUrl, '--to', () => takeLocks(databaseUrl, [MOVING, ...jobs], locks)),
        migrate: () => sayingWhy(databaseUrl, '--to', () => applyMigrations(client, undefined, true)),
        write: (work) =>
          sayingWhy(databaseUrl, '--to', () => {
            for (const { lost } of locks) lost.throwIfAborted()
            return runInTransaction(client, () => runWork(client, work))
          }),
        analyse: () => sayingWhy(databaseUrl, '--to', async () => void (await client.query('ANALYZE'))),
        async close() {
          await end.close()
          for (const lock of locks) await lock.release()
        },
      }
    }),
}

async function takeLocks(databaseUrl: string, names: readonly string[], taken: Lock[]): Promise<void> {
  for (const name of names) {
    const lock = await acquireSessionLock(databaseUrl, name)
    if (!lock) {
      throw new Error(
        `Another process is at work on ${shownDatabaseUrl(databaseUrl)} (it holds the lock ${name}). Wait until it is done, or stop it.`,
      )
    }
    taken.push(lock)
  }
}

async function connect(databaseUrl: string): Promise<Client> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(await clientConfig(databaseUrl))
  // A connection that is lost says so at the next statement.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function endOf(client: Client, databaseUrl: string, setting: string): Promise<End> {
  const { rows } = await client.query(
    `SELECT (SELECT oid FROM pg_database WHERE datname = current_database())::text AS database,
       pg_postmaster_start_time()::text AS server`,
  )
  return {
    name: shownDatabaseUrl(databaseUrl),
    identity: `${rows[0]?.server} ${rows[0]?.database}`,
    read: <Result>(work: Work<Result>) => sayingWhy(databaseUrl, setting, () => runWork(client, work)),
    close: () => client.end().catch(() => {}),
  }
}

/** The fault is no cause of what is thrown: it would be taken for one of the database that is served. */
async function sayingWhy<Result>(
  databaseUrl: string,
  setting: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const fault = describePostgresqlFault(error, databaseUrl, setting)
    throw fault === null ? error : new Error(fault)
  }
}
