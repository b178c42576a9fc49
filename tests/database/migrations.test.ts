import type { OpenedSqliteFile } from '../setup/sqlite-file'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { ModelFilter } from '@/lib/database/database'
import { type Connection, openConnection } from '@/lib/database/sqlite/connection'
import { applyMigrations, openMigrated } from '@/lib/database/sqlite/migrations'
import { runWork } from '@/lib/database/sqlite/run-work'
import { findPublishedRun } from '@/lib/database/tables/published-runs'
import { listModelIds } from '@/lib/database/tables/model-listing'
import { matchModels } from '@/lib/database/tables/model-matches'
import { readNeighbourBlocks } from '@/lib/database/tables/neighbours'
import { findSimilarModels } from '@/lib/database/tables/similar-models'
import { suggest } from '@/lib/database/tables/suggestions'
import { findThumbnail } from '@/lib/database/tables/thumbnails'
import { allOf } from '../setup/all-of'
import { temporaryDirectory } from '../setup/temporary'

const neighboursIn = (connection: Connection, runId: number) =>
  allOf(readNeighbourBlocks(runId, 'visual')(async (work) => runWork(connection, work)))

function copyOfMigrations(): string {
  const directory = path.join(temporaryDirectory(), 'migrations')
  cpSync('prisma/migrations', directory, { recursive: true })
  return directory
}

const emptyDatabase = () => openConnection(path.join(temporaryDirectory(), 'test.db'))

it('applies what is missing, in order, once, and records it as prisma migrate would', () => {
  const directory = copyOfMigrations()
  const connection = emptyDatabase()
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  expect(applyMigrations(connection, directory)).toEqual(names.sort())
  expect(applyMigrations(connection, directory)).toEqual([])

  mkdirSync(path.join(directory, '99999999999999_later'))
  writeFileSync(
    path.join(directory, '99999999999999_later/migration.sql'),
    'CREATE TABLE Later (id INTEGER);',
  )
  expect(applyMigrations(connection, directory)).toEqual(['99999999999999_later'])

  const checksum = createHash('sha256')
    .update(readFileSync(path.join(directory, '99999999999999_later/migration.sql')))
    .digest('hex')
  expect(
    connection
      .prepare(
        "SELECT checksum, applied_steps_count FROM _prisma_migrations WHERE migration_name LIKE '9999%'",
      )
      .get(),
  ).toEqual({
    checksum,
    applied_steps_count: 1,
  })
  connection.close()
})

it('refuses a database whose applied migrations are not these, and leaves it as it was', () => {
  const directory = copyOfMigrations()
  const connection = emptyDatabase()
  const applied = applyMigrations(connection, directory)
  const [first = ''] = applied
  appendFileSync(path.join(directory, first, 'migration.sql'), '\n-- edited')
  expect(() => applyMigrations(connection, directory)).toThrow(`${first} applied, which has changed since`)
  expect(connection.prepare('SELECT count(*) FROM _prisma_migrations').pluck().get()).toBe(applied.length)
  connection.close()
})

it('applies all or nothing', () => {
  const directory = copyOfMigrations()
  mkdirSync(path.join(directory, '99999999999999_wrong'))
  writeFileSync(
    path.join(directory, '99999999999999_wrong/migration.sql'),
    'CREATE TABLE Half (id INTEGER); NOT SQL;',
  )
  const connection = emptyDatabase()
  expect(() => applyMigrations(connection, directory)).toThrow('syntax error')
  expect(connection.prepare("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").all()).toEqual(
    [],
  )
  connection.close()
})

it('keeps the runs of the version before, their neighbours, and which of them is published', async () => {
  const directory = copyOfMigrations()
  const [first = '', ...later] = readdirSync(directory)
    .filter((name) => /^\d+_/.test(name))
    .sort()
  const aside = temporaryDirectory()
  for (const name of later) renameSync(path.join(directory, name), path.join(aside, name))
  const connection = emptyDatabase()
  expect(applyMigrations(connection, directory)).toEqual([first])
  connection.exec(`
    INSERT INTO Model (id, uid, source, sourceKey, name) VALUES (1, 'a', 'folder', 'a', 'A'), (2, 'b', 'folder', 'b', 'B');
    INSERT INTO IndexRun (id, status, stage, mode, recipe, recipeId, engine, neighbours, modelCount, pid, heartbeatAt, startedAt, publishedAt)
    VALUES (3, 'finished', 'publish', 'missing', 'default', 'd', 'wasm', 24, 2, 1, '2026-01-01', '2026-01-01', '2026-01-03'),
           (4, 'finished', 'publish', 'missing', 'default', 'd', 'wasm', 24, 2, 1, '2026-01-01', '2026-01-01', '2026-01-02'),
           (5, 'interrupted', 'embed', 'all', 'default', 'd', 'wasm', 24, 2, 1, '2026-01-01', '2026-01-01', NULL);
    INSERT INTO Neighbour (runId, kind, modelId, rank, neighbourId, score) VALUES (3, 'visual', 1, 1, 2, 0.5);`)
  for (const name of later) renameSync(path.join(aside, name), path.join(directory, name))
  expect(applyMigrations(connection, directory)).toEqual(later)

  expect(runWork(connection, findPublishedRun())).toMatchObject({ id: 3, inputDigest: null })
  expect(await neighboursIn(connection, 3)).toEqual([{ uid: 'a', rank: 1, similarUid: 'b', score: 0.5 }])
  expect(
    connection.prepare('SELECT id, status, outcome FROM Run JOIN IndexRun USING (id)').raw().all(),
  ).toEqual([
    [3, 'finished', 'published'],
    [4, 'finished', 'published'],
    [5, 'interrupted', null],
  ])
  connection.prepare('DELETE FROM Run WHERE id = 3').run()
  expect(connection.prepare('SELECT count(*) FROM NeighbourList').pluck().get()).toBe(0)
  connection.close()
})

it('packs the neighbours of the version before: every run kept has the same table, of which it is not known how close its scores are', async () => {
  const databaseFile = path.join(temporaryDirectory(), 'before.db')
  // Made by the job of the version before: three runs published, then a model taken down, whose ranks stay free.
  writeFileSync(databaseFile, gunzipSync(readFileSync('tests/fixtures/neighbour-rows.db.gz')))
  const before = openConnection(databaseFile)
  const readRuns = (connection: OpenedSqliteFile) => connection.prepare('SELECT * FROM IndexRun').all()
  const runs = readRuns(before)
  before.close()

  const connection = openMigrated(databaseFile)
  const lines: string[] = []
  for (const runId of [1, 2, 3])
    for (const row of await neighboursIn(connection, runId)) lines.push([runId, ...Object.values(row)].join())
  expect(lines).toEqual(readFileSync('tests/fixtures/neighbour-rows.csv', 'utf8').trimEnd().split('\n'))
  expect(readRuns(connection)).toEqual(runs.map((run) => Object.assign({}, run, { calibration: null })))
  expect(runWork(connection, findPublishedRun())).toMatchObject({ id: 3, neighbours: 4 })
  const { modelId = 0 } =
    connection
      .prepare<[], { modelId: number }>("SELECT id AS modelId FROM Model WHERE uid = 'square-teal'")
      .get() ?? {}
  const { modelIds, scores } = runWork(connection, findSimilarModels(3, 'visual', modelId))
  expect([modelIds.length, scores.length, modelIds[0]]).toEqual([4, 4, 0])
  connection.close()
})

it('makes what models are sorted and found by for those that are there already', () => {
  const directory = copyOfMigrations()
  const later = readdirSync(directory).filter((name) => /^\d+_/.test(name) && name >= '20261126010000')
  const aside = temporaryDirectory()
  for (const name of later) renameSync(path.join(directory, name), path.join(aside, name))
  const connection = emptyDatabase()
  applyMigrations(connection, directory)
  connection.exec(`
    INSERT INTO Thumbnail VALUES ('t', 1, 1);
    INSERT INTO Model (id, uid, source, sourceKey, name, license, thumbnailHash, author)
    VALUES (1, 'a', 'folder', 'a', 'item 10', 'CC0', 't', 'Ann'),
           (2, 'b', 'folder', 'b', 'Item 2', NULL, 't', NULL),
           (3, 'c', 'folder', 'c', '椅子', 'CC0', 't', NULL);
    INSERT INTO Tag VALUES (1, 'wood'); INSERT INTO ModelTag VALUES (3, 1);
    INSERT INTO Category VALUES (1, 'Tools'); INSERT INTO ModelCategory VALUES (1, 1);
    INSERT INTO ModelSearch (rowid, name, tags) VALUES (1, 'item 10', ''), (2, 'Item 2', ''), (3, '椅子', 'wood');`)
  for (const name of later) renameSync(path.join(aside, name), path.join(directory, name))
  expect(applyMigrations(connection, directory)).toEqual(later.sort())

  const list = (filter: ModelFilter) =>
    runWork(connection, listModelIds(runWork(connection, matchModels(filter)), 'name', null, 10)).ids
  expect(list({})).toEqual([2, 1, 3])
  expect(list({ query: '子' })).toEqual([3])
  expect(list({ query: 'woo' })).toEqual([3])
  expect(list({ tag: 'wood' })).toEqual([3])
  expect(list({ license: 'CC0' })).toEqual([1, 3])
  expect(list({ category: 'Tools' })).toEqual([1])
  expect(list({ author: 'Ann' })).toEqual([1])
  expect(list({ query: 'itme' })).toEqual([2, 1])
  const suggestions = runWork(
    connection,
    suggest(runWork(connection, matchModels({ query: 'ann' })), { models: 6, names: 4 }),
  )
  expect(suggestions).toEqual([{ kind: 'author', name: 'Ann', count: 1 }])
  // To be looked at when it is imported again.
  expect(runWork(connection, findThumbnail('t'))).toMatchObject({ tint: null, focus: null })
  connection.close()
})

it('a database that is locked is opened when it is up to date, and else says what it waits for', () => {
  const databaseFile = path.join(temporaryDirectory(), 'locked.db')
  openMigrated(databaseFile).close()
  const holder = openConnection(databaseFile)
  holder.exec('BEGIN IMMEDIATE')
  expect(() => openMigrated(databaseFile, undefined, 0).close()).not.toThrow()
  holder.exec('ROLLBACK')
  holder.exec("DELETE FROM _prisma_migrations WHERE migration_name LIKE '20261125%'")
  holder.exec('BEGIN IMMEDIATE')
  expect(() => openMigrated(databaseFile, undefined, 0)).toThrow(
    /locked\.db has to be brought up to date, but another/,
  )
  holder.close()
})
