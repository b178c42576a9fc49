import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { ClientBase } from 'pg'
import { migrationsIn, namesOfApplied, READ_APPLIED } from '../migration-files'
import { fillSearchEntries } from '../tables/search-entries'
import { LOCK_SPACE, runInTransaction, runWork } from './run-work'

const BOOKKEEPING = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`

/** Below the checkout, which is the working directory of every command. */
const MIGRATIONS = path.join('prisma', 'postgresql', 'migrations')

/** What SQL has no words for is done right after the migration that needs it. */
const AFTERWARDS: Record<string, (client: ClientBase) => Promise<void>> = {
  '20261130040000_vocabulary': (client) => runWork(client, fillSearchEntries()),
}

const LEAST_VERSION = 15

/** The advisory lock of who brings the database up to date. */
const MIGRATING = 2

/** The database is of a version of PostgreSQL that lacks what is needed. */
export class OldPostgresqlError extends Error {
  constructor(version: string) {
    super(`It is PostgreSQL ${version}; ${LEAST_VERSION} or later is needed.`)
    this.name = 'OldPostgresqlError'
  }
}

/**
 * Applies the migrations that the database does not have yet, in order of name, all of them or none. Safe when several
 * processes start at once.
 *
 * @param mayBeUnfinished as of `namesOfApplied`
 * @throws OldPostgresqlError
 * @throws UnfinishedMoveError
 * @throws UnknownMigrationError when the database is of another version of the project; it is left as it was
 */
export async function applyMigrations(
  client: ClientBase,
  directory = MIGRATIONS,
  mayBeUnfinished = false,
): Promise<void> {
  const { rows } = await client.query('SHOW server_version')
  const version = String(rows[0]?.server_version)
  if (Number.parseInt(version) < LEAST_VERSION) throw new OldPostgresqlError(version)
  const migrations = migrationsIn(directory)
  const namesOf = async () =>
    namesOfApplied((await client.query(READ_APPLIED)).rows, migrations, directory, mayBeUnfinished)
  const isUpToDate = async () => {
    const { rows: found } = await client.query(`SELECT to_regclass('_prisma_migrations') AS found`)
    if (found[0]?.found === null) return false
    const known = await namesOf()
    return migrations.every(({ name }) => known.has(name))
  }
  if (await isUpToDate()) return
  await runInTransaction(client, async () => {
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK_SPACE}, ${MIGRATING})`)
    await client.query(BOOKKEEPING)
    const known = await namesOf()
    for (const { name, sql, checksum } of migrations.filter((migration) => !known.has(migration.name))) {
      await client.query(sql)
      await AFTERWARDS[name]?.(client)
      await client.query(
        `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
         VALUES ($1, $2, now(), $3, 1)`,
        [randomUUID(), checksum, name],
      )
    }
  })
}
