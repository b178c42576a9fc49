import { execFile } from 'node:child_process'
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from '@/lib/benchmark/served-site'

const exec = promisify(execFile)

/** A PostgreSQL of the tests' own. */
export type PostgresqlServer = {
  /** Of the database `postgres`, by a user who may do everything. */
  url: string
  /** Ends it as a crash would: nothing is written down any more. */
  crash(): Promise<void>
  start(): Promise<void>
  /** Ends it for good, and removes all that it held. */
  remove(): Promise<void>
}

/** Starts a server in a folder of its own and on a port of its own. It does not outlive a crash of the machine. */
export async function startPostgresql(programs: string): Promise<PostgresqlServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rec-a-sketch-postgresql-'))
  const port = await freePort()
  const data = path.join(folder, 'data')
  // It refuses to run as root.
  const isRoot = userInfo().uid === 0
  const user = isRoot ? 'postgres' : userInfo().username
  const run = (program: string, ...args: string[]) => {
    const command = [path.join(programs, program), ...args]
    const [file = '', ...rest] = isRoot ? ['runuser', '-u', user, '--', ...command] : command
    return exec(file, rest, { cwd: '/', timeout: 120_000 })
  }
  await mkdir(data)
  if (isRoot) {
    const { stdout } = await exec('id', ['-u', user])
    for (const one of [folder, data]) await chown(one, Number(stdout), 0)
  }
  await run('initdb', '-D', data, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
  const options =
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c max_connections=200 ` +
    '-c fsync=off -c full_page_writes=off -c shared_buffers=64MB'
  const start = async () => {
    await run('pg_ctl', '-D', data, '-w', '-l', path.join(folder, 'log'), '-o', options, 'start')
  }
  await start()
  return {
    url: `postgresql://${user}@127.0.0.1:${port}/postgres`,
    start,
    crash: async () => void (await run('pg_ctl', '-D', data, '-m', 'immediate', 'stop')),
    async remove() {
      await run('pg_ctl', '-D', data, '-m', 'immediate', 'stop').catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Makes an empty database on a server. @returns its address */
export async function makeDatabase(serverUrl: string, name: string, template = 'template1'): Promise<string> {
  await ask(serverUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}"`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/** Removes a database, whoever is connected to it. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await ask(serverUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
}

/** Asks a database behind the back of the port. */
export async function ask(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Whoever inserts into a table waits until that is lifted. */
export type Bar = {
  /** How many wait at it. */
  countWaiting(): Promise<number>
  lift(): Promise<void>
}

/** Keeps rows from being inserted into a table, once a condition of SQL is met. */
export async function barInserts(databaseUrl: string, table: string, when = 'TRUE'): Promise<Bar> {
  const client = new pg.Client({ connectionString: databaseUrl })
  // It goes with a server that crashes.
  client.on('error', () => {})
  await client.connect()
  await client.query(
    `SELECT pg_advisory_lock(77);
     CREATE OR REPLACE FUNCTION bar() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN IF ${when} THEN PERFORM pg_advisory_xact_lock_shared(77); END IF; RETURN NULL; END $$;
     CREATE TRIGGER bar BEFORE INSERT ON "${table}" EXECUTE FUNCTION bar()`,
  )
  return {
    async countWaiting() {
      const { rows } = await client.query(
        `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      )
      return Number(rows[0]?.count)
    },
    async lift() {
      await client.query('SELECT pg_advisory_unlock(77)')
      await client.query(`DROP TRIGGER bar ON "${table}"`)
      await client.end()
    },
  }
}
