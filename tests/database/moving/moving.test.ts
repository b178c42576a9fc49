import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { LEFT_OUT, MOVED } from '@/lib/database/moving/table-shape'
import { runCommand } from '../../setup/commands'
import { modelRecord } from '../../setup/model-record'
import { ask } from '../../setup/postgresql'
import { openSqliteFile } from '../../setup/sqlite-file'
import { temporaryDirectory, temporarySqlite } from '../../setup/temporary'
import { contentsOf, emptyDatabase, exported, fileIn, fullCatalogue, move } from './move-fixtures'

describe('npm run move', () => {
  it('copies a catalogue to PostgreSQL and back: every row, the same table, the same search, ids go on', async () => {
    const { environment, databaseFile, dataDir, lastId } = await fullCatalogue()
    const to = await emptyDatabase()
    const before = contentsOf(databaseFile, MOVED)
    const leftOut = Object.keys(LEFT_OUT)
    const all = { ...before, ...contentsOf(databaseFile, leftOut) }
    for (const [table, rows] of Object.entries(all)) expect(rows, table).not.toEqual([])
    const table = await exported(environment)

    const there = await runCommand('move', ['--to', to], environment)
    expect(there).toMatchObject({ code: 0 })
    expect(there.stdout).toContain(createHash('sha256').update(table).digest('hex'))
    expect(there.stdout).toContain(`DATABASE_URL=${to}`)
    expect(there.stdout).toContain(`${dataDir} (DATA_DIR) stays in use: thumbnails, encoders`)
    const moved = { ...environment, DATABASE_URL: to }
    expect(await exported(moved)).toBe(table)
    for (const name of leftOut) expect(await ask(to, `SELECT * FROM "${name}"`), name).toEqual([])
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

    const added = async (target: typeof database) => {
      await target.catalogue.upsertModels('folder', [modelRecord('one-more')])
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
    const raw = openSqliteFile(backFile)
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

  it('moves a catalogue of which nothing is published, and says what becomes of pictures that lie elsewhere', async () => {
    const { dataDir, environment } = await temporarySqlite()
    const to = await emptyDatabase()
    const folder = temporaryDirectory()
    for (const [STORAGE, said] of [
      [
        's3://pictures/sketch',
        'in s3://pictures/sketch (STORAGE). Other machines need the same STORAGE and AWS',
      ],
      [`file:${folder}`, `in ${folder} (STORAGE). Other machines need the same folder`],
    ] as const) {
      const settings = { ...environment, STORAGE, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
      const { code, stdout } = await runCommand('move', ['--to', to], settings)
      expect(code).toBe(0)
      expect(stdout).toContain('Nothing is published yet')
      expect(stdout).toContain(said)
      expect(stdout).toContain(`${dataDir} (DATA_DIR) need not be copied`)
    }
    await (await openDatabase({ databaseUrl: to, dataDir })).close()
  })
})
