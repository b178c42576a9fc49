import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { hashOfExport } from '@/lib/cli/export-lines'
import { moveCatalogue } from '@/lib/database/moving/move'
import { catalogueOfDrawings } from '../../indexing/job-fixtures'
import { runCommand } from '../../setup/commands'
import {
  makeDatabase,
  postgresqlPrograms,
  type PostgresqlServer,
  startPostgresql,
} from '../../setup/postgresql'
import { openRaw, type RawDatabase } from '../../setup/raw-database'

export const programs = postgresqlPrograms()

/** A PostgreSQL for the tests of a file. */
export function serverOfFile() {
  let server: PostgresqlServer | undefined
  let made = 0
  beforeAll(async () => {
    if (programs) server = await startPostgresql(programs)
  })
  afterAll(() => server?.remove())
  return {
    /** Ends the server as a crash would, and starts it again. */
    async crash(): Promise<void> {
      await server?.crash()
      await server?.start()
    },
    /** A new, empty database. @returns its address */
    async emptyDatabase(): Promise<string> {
      if (!server) throw new Error('There is no PostgreSQL.')
      return makeDatabase(server.url, `moved${++made}`)
    },
  }
}

const NOW = '2026-11-29T20:00:00.125Z'

/** Rows for those tables that a catalogue of drawings leaves empty. */
const FURTHER_ROWS = `
  UPDATE Model SET publishedAt = '2026-01-02T03:04:05.678+00:00', ageRestricted = 1, viewCount = 7,
    description = 'Über "quotes", \\, 椅子' || char(10) || 'and lines' WHERE id = 3;
  UPDATE Model SET goneAt = '${NOW}' WHERE id = 4;
  INSERT INTO "Like" (userHash, modelId) SELECT 'ann', id FROM Model UNION SELECT 'Bob', id FROM Model WHERE id < 9;
  INSERT INTO Crawl (listing, startedAt, pages) VALUES ('all', '${NOW}', 1);
  INSERT INTO CrawledPage (listing, address) VALUES ('all', 'first'), ('all', 'second');
  INSERT INTO Run (id, job, status, stage, startedBy, pid, heartbeatAt, startedAt, rate)
    VALUES (40, 'crawl', 'finished', 'list', 'shell', 1, '${NOW}', '${NOW}', 0.1);
  INSERT INTO CrawlRun (id, options, counts) VALUES (40, '{}', '{"models":1}');
  INSERT INTO WorkUnit (runId, stage, number, payload, isDone, data) VALUES (40, 'list', 0, '{}', 1, x'00ff10'), (40, 'list', 1, '{}', 0, x'');
  INSERT INTO AdminSession (id, createdAt, expiresAt) VALUES ('s', '${NOW}', '${NOW}');
  INSERT INTO AuditEntry (at, action) VALUES ('${NOW}', 'login'), ('${NOW}', 'publish');
  DELETE FROM AuditEntry WHERE action = 'publish';`

/**
 * Drawings with a published table and labels, one of them taken down since, one that cannot be read; rows in every table that
 * is moved.
 */
export async function fullCatalogue() {
  const catalogue = await catalogueOfDrawings({ labelled: true })
  await catalogue.run()
  const { connection, database, dataDir } = catalogue
  const last = connection
    .prepare<[], { id: number; uid: string }>('SELECT id, uid FROM Model ORDER BY id DESC')
    .get()
  await database.catalogue.takeDownModel(last?.uid ?? '')
  await database.failures.recordFailure(2, 'embed', 'It is broken.', 1)
  connection.exec(FURTHER_ROWS)
  const environment = { DATA_DIR: dataDir }
  return { ...catalogue, environment, lastId: last?.id ?? 0 }
}

export type Environment = { DATA_DIR: string; DATABASE_URL?: string }

/** What `npm run export` writes of the database of an environment. */
export async function exported(environment: Environment): Promise<string> {
  const { code, stdout, stderr } = await runCommand('export', [], environment)
  if (code !== 0) throw new Error(stderr)
  return stdout
}

/** All rows of a table, sorted, with times as ISO 8601 has them. */
export function rowsOf(connection: RawDatabase, table: string): unknown[] {
  const rows = connection.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all()
  return rows.map((row) => JSON.stringify(row).replaceAll('+00:00"', 'Z"')).sort()
}

/** What the SQLite file of an address holds, by table. */
export function contentsOf(databaseFile: string, tables: readonly string[]): Record<string, unknown[]> {
  const connection = openRaw(databaseFile)
  try {
    return Object.fromEntries(tables.map((table) => [table, rowsOf(connection, table)]))
  } finally {
    connection.close()
  }
}

/** Moves a catalogue in this process. @returns what was noted */
export async function move(from: string, to: string): Promise<string[]> {
  const notes: string[] = []
  const onNote = (note: string) => void notes.push(note)
  await moveCatalogue({
    from,
    to,
    jobs: ['precompute', 'crawl'],
    hashOf: hashOfExport,
    onProgress() {},
    onNote,
  })
  return notes
}

export const fileIn = (folder: string, name = 'back.db') => path.join(folder, name)
