import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { MOVED } from '@/lib/database/moving/table-shape'
import { runCommand } from '../../setup/commands'
import { ask } from '../../setup/postgresql'
import { temporaryDatabase, temporaryDirectory } from '../../setup/temporary'
import { contentsOf, type Environment, fileIn, move, programs, serverOfFile } from './move-fixtures'

const { emptyDatabase } = serverOfFile()

/** A catalogue of one model, which was taken down. */
async function smallCatalogue() {
  const { dataDir, database, databaseFile } = temporaryDatabase()
  await database.catalogue.recordRemoval('gone', 'gone')
  return { database, databaseFile, dataDir, from: `file:${databaseFile}`, environment: { DATA_DIR: dataDir } }
}

/** What whoever starts the command is told. */
async function refusal(to: string, environment: Environment): Promise<string> {
  const { code, stderr } = await runCommand('move', ['--to', to], environment)
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^\n[^\n]+\n$/) })
  return stderr
}

describe('over SQLite alone', () => {
  it('refuses the file that is in use, by whatever name', async () => {
    const { environment, databaseFile, from } = await smallCatalogue()
    const before = contentsOf(databaseFile, MOVED)
    const link = path.join(temporaryDirectory(), 'link.db')
    symlinkSync(databaseFile, link)
    expect(await refusal(from, environment)).toContain('is the database that is in use')
    await expect(move(from, `file:${link}`)).rejects.toThrow('is the database that is in use')
    expect(contentsOf(databaseFile, MOVED)).toEqual(before)
  })

  it('refuses a file that is none of ours, or holds another catalogue, and leaves it as it was', async () => {
    const { from } = await smallCatalogue()
    const file = fileIn(temporaryDirectory(), 'text.db')
    writeFileSync(file, 'This is no database, however long one looks at it.'.repeat(99))
    await expect(move(from, `file:${file}`)).rejects.toThrow('is not an SQLite database')
    const other = await smallCatalogue()
    const before = contentsOf(other.databaseFile, MOVED)
    await expect(move(from, other.from)).rejects.toThrow('is not empty: its table RemovedModel has rows (1)')
    expect(contentsOf(other.databaseFile, MOVED)).toEqual(before)
  })

  it('refuses while a run is under way', async () => {
    const { environment, database } = await smallCatalogue()
    const file = fileIn(temporaryDirectory())
    for (const [name, said] of [
      ['precompute', 'Another process is computing'],
      ['crawl', 'Another crawl is running'],
    ] as const) {
      const lock = await database.locks.acquire(name)
      expect(await refusal(`file:${file}`, environment)).toContain(said)
      await lock?.release()
    }
    rmSync(file, { force: true })
    expect(await runCommand('move', ['--to', `file:${file}`], environment)).toMatchObject({ code: 0 })
  })

  it('names the column of a time that is none', async () => {
    const { from, database, databaseFile } = await smallCatalogue()
    await database.close()
    const { connection } = temporaryDatabase(path.dirname(databaseFile))
    connection.exec(`UPDATE RemovedModel SET removedAt = 'yesterday'`)
    await expect(move(from, `file:${fileIn(temporaryDirectory())}`)).rejects.toThrow(
      /RemovedModel\.removedAt there is yesterday, which is no time/,
    )
  })
})

describe.runIf(programs)('to PostgreSQL', () => {
  it('names what is wrong with --to: nobody there, no such database, the one in use', async () => {
    const { environment, from } = await smallCatalogue()
    const to = await emptyDatabase()
    const elsewhere = new URL(to)
    elsewhere.pathname = '/nowhere'
    await expect(move(from, elsewhere.href)).rejects.toThrow(/\/nowhere \(--to\) is not there\. Make it/)
    elsewhere.port = '1'
    expect(await refusal(elsewhere.href, environment)).toMatch(/\(--to\) cannot be reached/)
    // Over PostgreSQL as well, the fault is that of the database that is named.
    const served = { ...environment, DATABASE_URL: to }
    expect(await refusal(elsewhere.href, served)).toMatch(/:1\/nowhere \(--to\) cannot be reached/)
    const same = new URL(to)
    same.hostname = 'localhost'
    expect(await refusal(same.href, served)).toContain('is the database that is in use')
  })

  it('refuses a database of another version, one that is not empty, and one that is worked on', async () => {
    const { from, dataDir } = await smallCatalogue()
    const newer = await emptyDatabase()
    await (await openDatabase({ databaseUrl: newer, dataDir })).close()
    await ask(
      newer,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_later', now())`,
    )
    await expect(move(from, newer)).rejects.toThrow(/another version\. .*29990101000000_later/)

    const used = await emptyDatabase()
    const database = await openDatabase({ databaseUrl: used, dataDir })
    const lock = await database.locks.acquire('precompute')
    await expect(move(from, used)).rejects.toThrow('it holds the lock precompute')
    await lock?.release()
    await database.catalogue.recordRemoval('other', 'other')
    await database.close()
    await expect(move(from, used)).rejects.toThrow('is not empty: its table RemovedModel has rows (1)')
    expect(await ask(used, 'SELECT uid FROM "RemovedModel"')).toEqual([{ uid: 'other' }])
  })

  it('says which rows PostgreSQL cannot hold', async () => {
    const { from, database } = await smallCatalogue()
    await database.catalogue.recordRemoval('zero', 'a\0b')
    await expect(move(from, await emptyDatabase())).rejects.toThrow(
      /Rows of RemovedModel .* could not be written into .*0x00/,
    )
  })
})
