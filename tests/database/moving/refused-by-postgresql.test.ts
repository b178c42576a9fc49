import { describe, expect, it } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { runCommand } from '../../setup/commands'
import { ask } from '../../setup/postgresql'
import { temporaryDatabase, temporaryDirectory } from '../../setup/temporary'
import { emptyDatabase, fileIn, move, refusal, smallCatalogue } from './move-fixtures'

describe('npm run move', () => {
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
    same.searchParams.set('application_name', 'another')
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
  it('refuses while a run is under way or waits, with nobody behind it as well: workers would go on with it', async () => {
    const { database, environment } = await temporaryDatabase()
    const to = `file:${fileIn(temporaryDirectory())}`
    for (const begin of [
      () => database.crawls.addWaitingCrawl('{}'),
      () => database.crawls.beginCrawlRun('{}', 'shell', 'a'),
    ]) {
      const id = (await begin()) ?? 0
      const before = await database.runs.findRun(id)
      expect(await refusal(to, environment)).toContain(`Crawl ${id} is under way, or waits for a worker.`)
      expect(await database.runs.findRun(id)).toEqual(before)
      await database.runs.endRun(id, 'cancelled', null)
    }
    expect(await runCommand('move', ['--to', to], environment)).toMatchObject({ code: 0 })
  })
})
