import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { readRows } from '@/lib/database/moving/table-rows'
import { LEFT_OUT, MOVED, readShapes } from '@/lib/database/moving/table-shape'
import { runWork } from '@/lib/database/sqlite/run-work'
import type { Work } from '@/lib/database/statement'
import { runCommand } from '../../setup/commands'
import { openRaw } from '../../setup/raw-database'
import { ask } from '../../setup/postgresql'
import { temporaryDatabase, temporaryDirectory } from '../../setup/temporary'
import { contentsOf, exported, fileIn, fullCatalogue, move, programs, serverOfFile } from './move-fixtures'

const { emptyDatabase } = serverOfFile()

it('every table of the schema and of the database is moved, or left out with a reason', () => {
  const ofSchema = [...readFileSync('prisma/schema.prisma', 'utf8').matchAll(/^model (\w+)/gm)].map(
    ([, name]) => name,
  )
  const { connection } = temporaryDatabase()
  const ofDatabase = connection
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '[s_]*' AND name NOT LIKE 'ModelSearch%'",
    )
    .pluck()
    .all()
  const told = [...MOVED, ...Object.keys(LEFT_OUT)].sort()
  expect(told).toEqual(ofSchema.sort())
  expect(told).toEqual(ofDatabase.sort())
})

it('reads long rows few at a time, and short ones many', async () => {
  const { connection } = temporaryDatabase()
  connection.exec(
    `WITH RECURSIVE number(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < 9000)
     INSERT INTO Tag (id, name) SELECT value, 'tag ' || value FROM number;
     INSERT INTO Projection (id, recipeId, matrix) SELECT 'p' || id, 'r', randomblob(1000000) FROM Tag WHERE id < 30`,
  )
  const perform = async <Result>(work: Work<Result>) => runWork(connection, work)
  const shapes = await perform(readShapes())
  const blocksOf = async (name: string) => {
    const table = shapes.find((shape) => shape.name === name)
    const blocks = []
    for await (const block of table ? readRows(perform, table) : []) blocks.push(block.map(([id]) => id))
    return blocks
  }
  const short = await blocksOf('Tag')
  expect(short.flat()).toEqual(Array.from({ length: 9000 }, (_, place) => place + 1))
  expect(short.length).toBeLessThan(10)
  const long = await blocksOf('Projection')
  expect(new Set(long.flat()).size).toBe(29)
  expect(Math.max(...long.map((block) => block.length))).toBeLessThan(5)
})

describe.runIf(programs)('npm run move', () => {
  it('copies a catalogue to PostgreSQL and back: every row, the same table, the same search, ids go on', async () => {
    const { environment, databaseFile, dataDir, lastId } = await fullCatalogue()
    const to = await emptyDatabase()
    const before = contentsOf(databaseFile, MOVED)
    for (const [table, rows] of Object.entries(before)) expect(rows, table).not.toEqual([])
    const table = await exported(environment)

    const there = await runCommand('move', ['--to', to], environment)
    expect(there).toMatchObject({ code: 0 })
    expect(there.stdout).toContain(createHash('sha256').update(table).digest('hex'))
    expect(there.stdout).toContain(`DATABASE_URL=${to}`)
    const moved = { ...environment, DATABASE_URL: to }
    expect(await exported(moved)).toBe(table)
    expect(await ask(to, 'SELECT * FROM "AdminSession"')).toEqual([])
    // As PostgreSQL has it, not as our own reading makes it.
    expect(
      await ask(
        to,
        `SELECT "publishedAt"::text AS time, "ageRestricted" AS truth, description, "isListed" FROM "Model" WHERE id = 3`,
      ),
    ).toEqual([
      {
        time: '2026-01-02 03:04:05.678',
        truth: true,
        description: 'Über "quotes", \\, 椅子\nand lines',
        isListed: true,
      },
    ])

    const place = { databaseUrl: to, dataDir }
    const database = await openDatabase(place)
    const found = async (query: string) => (await database.search.matchModels({ query })).ids
    const original = await openDatabase({ databaseUrl: `file:${databaseFile}`, dataDir })
    for (const query of ['circle', 'teal', 'squ', 'nothing'])
      expect(await found(query)).toEqual((await original.search.matchModels({ query })).ids)
    await original.close()

    // The model with the last id was taken down before: nobody gets that id.
    const backFile = fileIn(temporaryDirectory())
    const back = await runCommand('move', ['--to', `file:${backFile}`], moved)
    expect(back).toMatchObject({ code: 0 })
    expect(back.stdout).toContain(`DATABASE_URL=file:${backFile}`)
    expect(contentsOf(backFile, MOVED)).toEqual(before)
    expect(await exported({ ...environment, DATABASE_URL: `file:${backFile}` })).toBe(table)
    expect(contentsOf(databaseFile, MOVED)).toEqual(before)

    const sourceKey = 'one more'
    const added = async (target: typeof database) => {
      const nothing = { name: 'More', url: null, author: null, license: null, failure: null, thumbnail: null }
      const entry = {
        ...nothing,
        sourceKey,
        uidCandidates: ['one-more'],
        tags: [],
        categories: [],
        labels: {},
      }
      await target.catalogue.upsertModels('folder', [entry])
      await target.audit.writeAuditEntry({
        at: new Date(),
        action: 'login',
        runId: null,
        detail: null,
        address: null,
      })
      await target.close()
    }
    await added(database)
    await added(await openDatabase({ databaseUrl: `file:${backFile}`, dataDir }))
    const last = 'SELECT (SELECT max(id) FROM "Model") AS model, (SELECT max(id) FROM "AuditEntry") AS entry'
    const expected = { model: lastId + 1, entry: 3 }
    expect(await ask(to, last)).toEqual([expected])
    const raw = openRaw(backFile)
    expect(raw.prepare(last).get()).toEqual(expected)
    raw.close()
  })

  it('started again when all is there, says so again, and leaves alone what is in use since', async () => {
    const { environment, databaseFile, dataDir } = await fullCatalogue()
    const from = `file:${databaseFile}`
    const to = await emptyDatabase()
    const first = await runCommand('move', ['--to', to], environment)
    expect(await runCommand('move', ['--to', to], environment)).toMatchObject({
      code: 0,
      stdout: first.stdout,
    })
    for (const [change, said] of [
      [`INSERT INTO "AuditEntry" (at, action) VALUES (now(), 'login')`, 'All was moved there before'],
      ['UPDATE "CatalogueRevision" SET revision = revision + 1', 'is not empty: its table'],
    ] as const) {
      await ask(to, change)
      await expect(move(from, to)).rejects.toThrow(said)
      await expect(move(from, to)).rejects.toThrow(said)
      await (await openDatabase({ databaseUrl: to, dataDir })).close()
    }
  })

  it('moves a catalogue of which nothing is published', async () => {
    const { dataDir } = temporaryDatabase()
    const to = await emptyDatabase()
    expect(await runCommand('move', ['--to', to], { DATA_DIR: dataDir })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing is published yet'),
    })
    await (await openDatabase({ databaseUrl: to, dataDir })).close()
  })
})
