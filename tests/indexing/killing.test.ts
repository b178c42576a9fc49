import type { RawDatabase } from '../setup/raw-database'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MANY_COLOURS } from '../setup/catalogue'
import { runCommand, startCommand } from '../setup/commands'
import { drawing } from '../setup/images'
import {
  adminOf,
  AS_RUN,
  catalogueOfDrawings,
  pauseAtOnce,
  publishedTable,
  slowEmbedding,
  undisturbedTable,
} from './job-fixtures'

const ANEW = [...AS_RUN, '--mode', 'all']

type RunRow = { id: number; status: string; stage: string; active: 1 | null; pid: number }

const latestRun = (connection: RawDatabase) =>
  connection
    .prepare<[], RunRow>('SELECT id, status, stage, active, pid FROM Run ORDER BY id DESC LIMIT 1')
    .get()

const integrity = (connection: RawDatabase) => connection.pragma('integrity_check', { simple: true })

/**
 * Starts a job and kills it in a stage, at some instant: the database is made to take minutes over what ends the
 * stage, so that the job is in it still. Returns its run.
 */
async function killIn(stage: string, connection: RawDatabase, dataDir: string, args: readonly string[]) {
  connection.exec(
    `CREATE TRIGGER slow BEFORE UPDATE ON Run
     WHEN OLD.stage = '${stage}' AND (NEW.stage <> OLD.stage OR NEW.active IS NULL)
     BEGIN SELECT count(*) FROM Model a, Model b, Model c, Model d, Model e, Model f, Model g; END`,
  )
  const job = startCommand('precompute', args, { DATA_DIR: dataDir })
  onTestFinished(() => void job.kill('SIGKILL'))
  const exit = once(job, 'exit')
  await expect.poll(() => latestRun(connection)).toMatchObject({ pid: job.pid, stage })
  await delay(Math.random() * 300)
  job.kill('SIGKILL')
  await exit
  connection.exec('DROP TRIGGER slow')
  return latestRun(connection)
}

describe('killed in the stage', () => {
  it.each(['thumbnail', 'embed', 'project', 'search', 'review', 'publish'])(
    '%s and resumed, the job publishes, byte for byte, the table of an undisturbed one',
    async (stage) => {
      // Only a run that retries reads images again.
      const repaired = stage === 'thumbnail' ? ['crimson', 'teal'] : []
      const fileOf = (folder: string, colour: string) => path.join(folder, `circle-${colour}.png`)
      const { database, connection, dataDir, folder, run, resume } = await catalogueOfDrawings({
        spoil: (folder) => repaired.forEach((colour) => writeFileSync(fileOf(folder, colour), 'no image')),
      })
      for (const colour of repaired) writeFileSync(fileOf(folder, colour), await drawing('circle', colour))
      await run({ neighbours: 3 })
      const args = stage === 'thumbnail' ? [...ANEW, '--retry'] : ANEW

      const table = await publishedTable(database)
      const killed = await killIn(stage, connection, dataDir, args)
      expect(killed).toMatchObject({ stage, active: 1 })
      expect(await database.locks.isHeld('precompute')).toBe(false)
      expect(await publishedTable(database)).toBe(table)
      expect(integrity(connection)).toBe('ok')

      expect(await resume(killed?.id ?? 0)).toMatchObject({ outcome: 'published' })
      expect(await publishedTable(database)).toBe(await undisturbedTable())
      expect(integrity(connection)).toBe('ok')
      expect(latestRun(connection)).toMatchObject({ id: killed?.id, active: null })
    },
  )
})

it('killed while it is paused, the job goes on when its run is resumed', async () => {
  const place = await catalogueOfDrawings()
  const { database, connection, dataDir } = place
  const admin = adminOf(place)
  pauseAtOnce(connection)
  const job = startCommand('precompute', ANEW, { DATA_DIR: dataDir })
  const exit = once(job, 'exit')
  await expect.poll(() => latestRun(connection)).toMatchObject({ status: 'paused', stage: 'embed' })
  // Asked for last, and never heard.
  await admin.ask('cancel')
  job.kill('SIGKILL')
  await exit
  expect(await runCommand('precompute', ['--resume', '1'], { DATA_DIR: dataDir })).toMatchObject({ code: 0 })
  expect(await publishedTable(database)).toBe(await undisturbedTable())
})

/** How many batches of a run are stored when it is killed, of nine, one kill after the other. */
const MOMENTS = [0, 1, 3, 6, 8, 9]
const BATCH = 8

it('killed again and again, anywhere in its work, and resumed each time, the job publishes the table of an undisturbed one', async () => {
  const { database, connection, dataDir, run } = await catalogueOfDrawings({ colours: MANY_COLOURS })
  await run({ neighbours: 3 })
  const tables = [await publishedTable(database), await undisturbedTable(MANY_COLOURS)]
  const hurry = slowEmbedding(connection)
  const next = () => {
    const last = latestRun(connection)
    return last?.active === 1 ? ['--resume', String(last.id)] : ANEW
  }
  const embedded = connection
    .prepare<[], number>(
      'SELECT count(*) FROM Embedding WHERE runId = (SELECT max(id) FROM Run WHERE id > 1)',
    )
    .pluck()
  let resumed = 0
  for (const batches of MOMENTS) {
    const args = next()
    if (args !== ANEW) resumed++
    const job = startCommand('precompute', args, { DATA_DIR: dataDir })
    onTestFinished(() => void job.kill('SIGKILL'))
    const exit = once(job, 'exit')
    while (Number(embedded.get()) < batches * BATCH && job.exitCode === null) await delay(5)
    // While the process starts, or a little further than the batches that were asked for.
    const instant = Math.random() * (batches === 0 ? 1500 : 100)
    await delay(instant)
    job.kill('SIGKILL')
    await exit
    const when = `killed ${instant} ms after ${batches} batches`
    expect(integrity(connection), when).toBe('ok')
    // Readers have the table of before or that of after, never a part of one.
    expect(tables, when).toContain(await publishedTable(database))
  }
  expect(resumed).toBeGreaterThan(3)
  hurry()
  expect(await runCommand('precompute', next(), { DATA_DIR: dataDir })).toMatchObject({ code: 0 })
  expect(await publishedTable(database)).toBe(await undisturbedTable(MANY_COLOURS))
  expect(integrity(connection)).toBe('ok')
})
