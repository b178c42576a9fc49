import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { expect, inject, onTestFinished } from 'vitest'
import { hashOfExport } from '@/lib/cli/export-lines'
import { moveCatalogue } from '@/lib/database/moving/move'
import { databaseFileOf } from '@/lib/facts/database-url'
import { catalogueOfDrawings } from '../../indexing/job-fixtures'
import { runCommand } from '../../setup/commands'
import { dropDatabase, makeDatabase } from '../../setup/postgresql'
import { type OpenedSqliteFile, openSqliteFile } from '../../setup/sqlite-file'
import { temporarySqlite } from '../../setup/temporary'

/**
 * A new, empty database of PostgreSQL, until the test is over: on the server of the tests, or on another one.
 *
 * @returns its address
 */
export async function emptyDatabase(serverUrl = inject('postgresql')?.url): Promise<string> {
  if (serverUrl === undefined) throw new Error('There is no PostgreSQL.')
  const name = `moved_${randomUUID().replaceAll('-', '')}`
  onTestFinished(() => dropDatabase(serverUrl, name))
  return makeDatabase(serverUrl, name)
}

const NOW = '2026-11-29T20:00:00.125Z'

/** Rows for those tables that a catalogue of drawings leaves empty. */
const FURTHER_ROWS = `
  UPDATE IndexRun SET calibration = '{"scores":[0.5]}';
  UPDATE Model SET publishedAt = '2026-01-02T03:04:05.678+00:00', ageRestricted = 1, isAnimated = 1, viewCount = 7,
    description = 'Über "quotes", \\, 椅子' || char(10) || 'and lines' WHERE id = 3;
  UPDATE Model SET goneAt = '${NOW}' WHERE id = 4;
  INSERT INTO "Like" (userHash, modelId) SELECT 'ann', id FROM Model UNION SELECT 'Bob', id FROM Model WHERE id < 9;
  UPDATE NeighbourList SET evidence = x'0100ff7f', support = 3 WHERE modelId < 4;
  INSERT INTO FactorBlock (runId, firstModelId, modelIds, likeCounts, factors)
    SELECT id, 1, x'01000000', x'02000000', x'0000803f' FROM IndexRun;
  INSERT INTO RunKind (runId, kind, inputDigest, modelCount, skipped, settings, figures)
    SELECT id, 'likes', 'd', 0, 'Nobody has liked “anything”.', '{"factors":1}', '{}' FROM IndexRun WHERE 1
    ON CONFLICT DO UPDATE SET settings = excluded.settings, figures = excluded.figures;
  INSERT INTO KeptApart (modelId, otherId, decidedAt) VALUES (3, 5, '${NOW}'), (5, 3, '${NOW}');
  INSERT INTO TagPlace (runId, tag, modelIds, closeIds) SELECT id, 'a "tag"', x'0100000003000000', x'' FROM IndexRun;
  INSERT OR REPLACE INTO TagSuggestion (runId, modelId, score, suggestions) SELECT id, 3, 0.1, '[["a",0.1,2,[5,1]]]' FROM IndexRun;
  INSERT INTO Crawl (listing, startedAt, pages) VALUES ('all', '${NOW}', 1);
  INSERT INTO CrawledPage (listing, address) VALUES ('all', 'first'), ('all', 'second');
  INSERT INTO Run (id, job, status, stage, startedBy, pid, heartbeatAt, startedAt, rate)
    VALUES (40, 'crawl', 'finished', 'list', 'shell', 1, '${NOW}', '${NOW}', 0.1);
  INSERT INTO CrawlRun (id, options, counts) VALUES (40, '{}', '{"models":1}');
  INSERT INTO WorkUnit (runId, stage, number, payload, isDone, data) VALUES (40, 'list', 0, '{}', 1, x'00ff10'), (40, 'list', 1, '{}', 0, x'');
  INSERT INTO RunLogLine (runId, line) VALUES (40, '{}');
  INSERT INTO LoginPace (id, dueAt) VALUES (1, '${NOW}');
  INSERT INTO Worker (id, host, pid, version, engine, state, startedAt, seenAt)
    VALUES ('w', 'here', 1, 'a', 'wasm', 'waits', '${NOW}', '${NOW}');
  INSERT INTO AdminSession (id, createdAt, expiresAt) VALUES ('s', '${NOW}', '${NOW}');
  INSERT INTO AuditEntry (at, action) VALUES ('${NOW}', 'login'), ('${NOW}', 'publish');
  DELETE FROM AuditEntry WHERE action = 'publish';`

/**
 * Drawings with a published table and labels, one of them taken down since, one that cannot be read, in an SQLite file; rows in
 * every table.
 */
export async function fullCatalogue() {
  const catalogue = await catalogueOfDrawings({ labelled: true, opened: await temporarySqlite() })
  await catalogue.run()
  const { connection, database, databaseUrl } = catalogue
  const last = await connection.row<{ id: number; uid: string }>(
    'SELECT id, uid FROM Model ORDER BY id DESC LIMIT 1',
  )
  await database.catalogue.takeDownModel(last?.uid ?? '')
  await database.failures.recordFailure(2, 'embed', 'It is broken.', 1)
  const databaseFile = databaseFileOf(databaseUrl) ?? ''
  execute(databaseFile, FURTHER_ROWS)
  return { ...catalogue, databaseFile, lastId: last?.id ?? 0 }
}

/** Carries out statements of SQL over an SQLite file. */
export function execute(databaseFile: string, sql: string): void {
  const connection = openSqliteFile(databaseFile)
  try {
    connection.exec(sql)
  } finally {
    connection.close()
  }
}

export type Environment = { DATA_DIR: string; DATABASE_URL: string }

/** What whoever starts the command is told, when it refuses. */
export async function refusal(to: string, environment: Environment): Promise<string> {
  const { code, stderr } = await runCommand('move', ['--to', to], environment)
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^\n[^\n]+\n$/) })
  return stderr
}

/** A catalogue of one model, which was taken down, in an SQLite file. */
export async function smallCatalogue() {
  const opened = await temporarySqlite()
  await opened.database.catalogue.recordRemoval('gone', 'gone')
  return { ...opened, from: opened.databaseUrl, databaseFile: databaseFileOf(opened.databaseUrl) ?? '' }
}

/** What `npm run export` writes of the database of an environment. */
export async function exported(environment: Environment): Promise<string> {
  const { code, stdout, stderr } = await runCommand('export', [], environment)
  if (code !== 0) throw new Error(stderr)
  return stdout
}

/** All rows of a table, sorted, with times as ISO 8601 has them. */
function rowsOf(connection: OpenedSqliteFile, table: string): unknown[] {
  const rows = connection.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all()
  return rows.map((row) => JSON.stringify(row).replaceAll('+00:00"', 'Z"')).sort()
}

/** What an SQLite file holds, by table. */
export function contentsOf(databaseFile: string, tables: readonly string[]): Record<string, unknown[]> {
  const connection = openSqliteFile(databaseFile)
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
