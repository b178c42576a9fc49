import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { MOVED } from '@/lib/database/moving/table-shape'
import { runCommand } from '../../setup/commands'
import { temporaryDirectory } from '../../setup/temporary'
import { contentsOf, fileIn, move, refusal, smallCatalogue } from './move-fixtures'

describe('npm run move', () => {
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
    const { environment, database, connection } = await smallCatalogue()
    const file = fileIn(temporaryDirectory())
    for (const [name, said] of [
      ['precompute', 'Another process is computing'],
      ['crawl', 'Another crawl is running'],
    ] as const) {
      const lock = await database.locks.acquire(name)
      expect(await refusal(`file:${file}`, environment)).toContain(said)
      await lock?.release()
    }
    const waiting = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    expect(await refusal(`file:${file}`, environment)).toContain(
      `Crawl ${waiting} is under way, or waits for a worker. Let it end, or cancel it`,
    )
    await database.runs.endRun(waiting, 'cancelled', null)
    expect(existsSync(file)).toBe(false)
    // Nobody is behind it.
    const dead = await database.crawls.beginCrawlRun('{}', 'shell', null)
    expect(await runCommand('move', ['--to', `file:${file}`], environment)).toMatchObject({ code: 0 })
    expect(await connection.row('SELECT status, active FROM Run WHERE id = ?', dead)).toEqual({
      status: 'interrupted',
      active: null,
    })
    expect(contentsOf(file, MOVED)).toMatchObject({ Run: [expect.anything(), expect.anything()] })
  })

  it('names the column of a time that is none', async () => {
    const { from, connection } = await smallCatalogue()
    await connection.run(`UPDATE RemovedModel SET removedAt = 'yesterday'`)
    await expect(move(from, `file:${fileIn(temporaryDirectory())}`)).rejects.toThrow(
      /RemovedModel\.removedAt there is yesterday, which is no time/,
    )
  })
})
