import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { openDatabase, servedDatabase } from '@/lib/database/database'
import { MOVED } from '@/lib/database/moving/table-shape'
import { runCommand, startCommand } from '../../setup/commands'
import { openRaw } from '../../setup/raw-database'
import { ask } from '../../setup/postgresql'
import { temporaryDatabase, temporaryDirectory } from '../../setup/temporary'
import {
  contentsOf,
  type Environment,
  exported,
  fileIn,
  fullCatalogue,
  move,
  programs,
  serverOfFile,
} from './move-fixtures'

const { crash, emptyDatabase } = serverOfFile()

const LIKES = 60_000

/** A catalogue that takes long enough to move that somebody can come in between. */
async function longCatalogue() {
  const catalogue = await fullCatalogue()
  catalogue.connection.exec(
    `INSERT INTO "Like" (userHash, modelId)
     WITH RECURSIVE number(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < ${LIKES})
     SELECT printf('u%07d', value), 1 + value % 8 FROM number`,
  )
  return catalogue
}

const UNFINISHED = /Start the same npm run move again/

const count = async (to: string, table: string) => {
  const rows = await ask(to, `SELECT count(*)::int AS count FROM ${table}`).catch(() => [{ count: 0 }])
  return Number(rows[0]?.count)
}

const countLikesInFile = async (file: string) => {
  try {
    const connection = openRaw(file)
    const count = connection.prepare<[], number>('SELECT count(*) FROM "Like"').pluck().get() ?? 0
    connection.close()
    return count
  } catch {
    return 0
  }
}

/** Starts a move, and kills it as soon as something has come about. */
async function kill(to: string, environment: Environment, when: () => Promise<number>) {
  const command = startCommand('move', ['--to', to], { ...environment })
  const ended = once(command, 'close')
  await expect.poll(when, { interval: 5 }).toBeGreaterThan(0)
  command.kill('SIGKILL')
  await ended
  expect(command.exitCode).toBe(null)
}

describe.runIf(programs)('a move that was stopped', () => {
  it('goes on behind what is there, wherever that was; nobody opens the database before', async () => {
    const { environment, databaseFile, dataDir } = await longCatalogue()
    const before = contentsOf(databaseFile, MOVED)
    const to = await emptyDatabase()
    await kill(to, environment, () => count(to, '_prisma_migrations WHERE checksum <> migration_name'))
    await kill(to, environment, () => count(to, '"Like"'))
    const killedAt = await count(to, '"Like"')
    expect(killedAt).toBeLessThan(LIKES)

    await expect(openDatabase({ databaseUrl: to, dataDir })).rejects.toThrow(UNFINISHED)
    const served = servedDatabase({ databaseUrl: to, dataDir })
    await expect(served.readRevision()).rejects.toThrow(UNFINISHED)
    expect(served.lastTrouble()).toMatchObject({ status: 503, detail: expect.stringMatching(UNFINISHED) })
    await served.close()
    const other = temporaryDatabase()
    await expect(move(`file:${other.databaseFile}`, to)).rejects.toThrow(/holds a part of another catalogue/)
    expect(await count(to, '"Like"')).toBe(killedAt)

    await kill(to, environment, () => count(to, '"ModelSearch"'))
    const again = await runCommand('move', ['--to', to], environment)
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('it is gone on with') })
    const moved = { ...environment, DATABASE_URL: to }
    expect(await exported(moved)).toBe(await exported(environment))

    const backFile = fileIn(temporaryDirectory())
    const back = `file:${backFile}`
    await kill(back, moved, () => countLikesInFile(backFile))
    expect(await countLikesInFile(backFile)).toBeLessThan(LIKES)
    await expect(openDatabase({ databaseUrl: back, dataDir })).rejects.toThrow(UNFINISHED)
    expect(await move(to, back)).toEqual(['An earlier move was stopped in the middle: it is gone on with.'])
    expect(contentsOf(backFile, MOVED)).toEqual(before)
  })

  it('does not pass for done where the catalogue was written to meanwhile, and begins anew', async () => {
    const { database, databaseFile, dataDir } = await longCatalogue()
    const to = await emptyDatabase()
    const from = `file:${databaseFile}`
    const moving = expect(move(from, to)).rejects.toThrow(
      /was written to while it was moved \(.*RemovedModel/,
    )
    await expect.poll(() => count(to, '"Like"'), { interval: 5 }).toBeGreaterThan(0)
    await database.catalogue.recordRemoval('gone', 'gone')
    await moving
    await expect(openDatabase({ databaseUrl: to, dataDir })).rejects.toThrow(UNFINISHED)
    expect(await move(from, to)).toEqual([expect.stringContaining('it begins anew')])
    expect(await ask(to, `SELECT "sourceKey" FROM "RemovedModel" WHERE uid = 'gone'`)).toHaveLength(1)
  })

  it('begins anew, too, where what is there turns out not to be the same', async () => {
    const { databaseFile, dataDir, environment } = await longCatalogue()
    const to = await emptyDatabase()
    const from = `file:${databaseFile}`
    await kill(to, environment, () => count(to, '"Like"'))
    await ask(to, `UPDATE "Model" SET name = 'Somebody else wrote here' WHERE id = 1`)
    await expect(move(from, to)).rejects.toThrow(/the table Model is not the same/)
    await expect(openDatabase({ databaseUrl: to, dataDir })).rejects.toThrow(UNFINISHED)
    expect(await move(from, to)).toEqual([expect.stringContaining('it begins anew')])
  })

  it('says so when the database is gone in the middle, and goes on when it is back', async () => {
    const { databaseFile } = await longCatalogue()
    const to = await emptyDatabase()
    const from = `file:${databaseFile}`
    const moving = expect(move(from, to)).rejects.toThrow(/cannot be reached|lost with the connection/)
    await expect.poll(() => count(to, '"Like"'), { interval: 5 }).toBeGreaterThan(0)
    await crash()
    await moving
    expect(await move(from, to)).toEqual([expect.stringContaining('it is gone on with')])
  })
})
