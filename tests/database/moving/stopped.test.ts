import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase, servedDatabase } from '@/lib/database/database'
import { MOVED } from '@/lib/database/moving/table-shape'
import { postgresqlPrograms } from '../../../scripts/postgresql.mjs'
import { runCommand, startCommand } from '../../setup/commands'
import { ask, barInserts, startPostgresql } from '../../setup/postgresql'
import { openSqliteFile } from '../../setup/sqlite-file'
import { temporaryDirectory, temporarySqlite } from '../../setup/temporary'
import {
  contentsOf,
  emptyDatabase,
  type Environment,
  execute,
  exported,
  fileIn,
  fullCatalogue,
  move,
} from './move-fixtures'

const programs = postgresqlPrograms()

const LIKES = 6_000
const GOES_ON = 'An earlier move was stopped in the middle: it is gone on with.'
const UNFINISHED = /Start the same npm run move again/
const SOME_ARE_THERE = '(SELECT count(*) > 100 FROM "Like")'

/** A catalogue of which the likes are moved in several blocks. */
async function longCatalogue() {
  const catalogue = await fullCatalogue()
  execute(
    catalogue.databaseFile,
    `INSERT INTO "Like" (userHash, modelId)
     WITH RECURSIVE number(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < ${LIKES})
     SELECT printf('u%07d', value), 1 + value % 8 FROM number`,
  )
  return { ...catalogue, from: catalogue.databaseUrl }
}

/** A new database that has its tables, but nothing in them. */
async function emptyTables(dataDir: string, serverUrl?: string): Promise<string> {
  const databaseUrl = await emptyDatabase(serverUrl)
  await (await openDatabase({ databaseUrl, dataDir })).close()
  return databaseUrl
}

const count = async (to: string, table: string) => {
  const rows = await ask(to, `SELECT count(*)::int AS count FROM "${table}"`)
  return Number(rows[0]?.count)
}

/** Starts a move, and kills it when it has come somewhere. */
async function killWhen(isThere: () => Promise<boolean>, to: string, environment: Environment) {
  const command = startCommand('move', ['--to', to], { ...environment })
  const ended = once(command, 'close')
  await expect.poll(isThere).toBe(true)
  command.kill('SIGKILL')
  await ended
}

/** Starts a move, and kills it when it is about to write into a table. */
async function killAt(table: string, to: string, environment: Environment, when?: string) {
  const bar = await barInserts(to, table, when)
  await killWhen(async () => (await bar.countWaiting()) > 0, to, environment)
  await bar.lift()
}

describe('a move that was stopped', () => {
  it('goes on behind what is there, wherever that was; nobody opens the database before', async () => {
    const { environment, databaseFile, dataDir } = await longCatalogue()
    const before = contentsOf(databaseFile, MOVED)
    const to = await emptyTables(dataDir)
    await killAt('Thumbnail', to, environment)
    await killAt('Like', to, environment, SOME_ARE_THERE)
    const likes = await count(to, 'Like')
    expect(likes).toBeGreaterThan(100)
    expect(likes).toBeLessThan(LIKES)

    await expect(openDatabase({ databaseUrl: to, dataDir })).rejects.toThrow(UNFINISHED)
    const served = servedDatabase({ databaseUrl: to, dataDir })
    await expect(served.readRevision()).rejects.toThrow(UNFINISHED)
    expect(served.lastTrouble()).toMatchObject({ status: 503, detail: expect.stringMatching(UNFINISHED) })
    await served.close()
    const other = await temporarySqlite()
    await expect(move(other.databaseUrl, to)).rejects.toThrow(/holds a part of another catalogue/)
    expect(await count(to, 'Like')).toBe(likes)

    await killAt('ModelSearch', to, environment)
    expect(await runCommand('move', ['--to', to], environment)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(GOES_ON),
    })
    const moved = { ...environment, DATABASE_URL: to }
    expect(await exported(moved)).toBe(await exported(environment))

    const backFile = fileIn(temporaryDirectory())
    const back = `file:${backFile}`
    await (await openDatabase({ databaseUrl: back, dataDir: temporaryDirectory() })).close()
    const raw = openSqliteFile(backFile)
    // It takes longer than any test over the likes of u0000100 and those behind.
    raw.exec(
      `CREATE TRIGGER bar BEFORE INSERT ON "Like" WHEN NEW.userHash > 'u0000100' BEGIN
         SELECT count(*) FROM (
           WITH RECURSIVE number(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < 10000000)
           SELECT value FROM number
         );
       END`,
    )
    const likesInFile = () => raw.prepare<[], number>('SELECT count(*) FROM "Like"').pluck().get() ?? 0
    await killWhen(async () => likesInFile() > 0, back, moved)
    expect(likesInFile()).toBeLessThan(LIKES)
    raw.exec('DROP TRIGGER bar')
    raw.close()
    await expect(openDatabase({ databaseUrl: back, dataDir })).rejects.toThrow(UNFINISHED)
    expect(await move(to, back)).toEqual([GOES_ON])
    expect(contentsOf(backFile, MOVED)).toEqual(before)
  })

  it('does not pass for done where the catalogue was written to meanwhile, and begins anew', async () => {
    const { database, from, dataDir } = await longCatalogue()
    const to = await emptyTables(dataDir)
    const bar = await barInserts(to, 'Like')
    const moving = expect(move(from, to)).rejects.toThrow(
      /was written to while it was moved \(.*RemovedModel/,
    )
    await expect.poll(bar.countWaiting).toBe(1)
    await database.catalogue.recordRemoval('gone', 'gone')
    await bar.lift()
    await moving
    await expect(openDatabase({ databaseUrl: to, dataDir })).rejects.toThrow(UNFINISHED)
    expect(await move(from, to)).toEqual([expect.stringContaining('it begins anew')])
    expect(await ask(to, `SELECT "sourceKey" FROM "RemovedModel" WHERE uid = 'gone'`)).toHaveLength(1)
  })

  it('begins anew, too, where what is there turns out not to be the same', async () => {
    const { dataDir, environment, from } = await longCatalogue()
    const to = await emptyTables(dataDir)
    await killAt('Like', to, environment)
    await ask(to, `UPDATE "Model" SET name = 'Somebody else wrote here' WHERE id = 1`)
    await expect(move(from, to)).rejects.toThrow(/the table Model is not the same/)
    await expect(openDatabase({ databaseUrl: to, dataDir })).rejects.toThrow(UNFINISHED)
    expect(await move(from, to)).toEqual([expect.stringContaining('it begins anew')])
  })

  it.skipIf(programs === null)(
    'says so when the database is gone in the middle, and goes on when it is back',
    async () => {
      const server = await startPostgresql(programs ?? '')
      onTestFinished(server.remove)
      const { from, dataDir } = await longCatalogue()
      const to = await emptyTables(dataDir, server.url)
      const bar = await barInserts(to, 'Like', SOME_ARE_THERE)
      const moving = expect(move(from, to)).rejects.toThrow(/cannot be reached|lost with the connection/)
      await expect.poll(bar.countWaiting).toBe(1)
      await server.crash()
      await server.start()
      await moving
      expect(await move(from, to)).toEqual([GOES_ON])
    },
  )
})
