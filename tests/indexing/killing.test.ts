import type { RawDatabase } from '../setup/raw-database'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MANY_COLOURS } from '../setup/catalogue'
import { runCommand, startCommand } from '../setup/commands'
import { drawing } from '../setup/images'
import type { TestPlace } from '../setup/temporary'
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
  connection.row<RunRow>('SELECT id, status, stage, active, pid FROM Run ORDER BY id DESC LIMIT 1')

/**
 * Starts a job and kills it in a stage, at some instant: the database is made to take minutes over what ends the
 * stage, so that the job is in it still. Returns its run.
 */
async function killIn(stage: string, { connection, environment }: Killed, args: readonly string[]) {
  const leaves = `OLD.stage = '${stage}' AND (NEW.stage <> OLD.stage OR NEW.active IS NULL)`
  await connection.react('slow', 'BEFORE UPDATE ON Run', { takesMs: 200_000 }, leaves)
  const job = startCommand('precompute', args, environment)
  onTestFinished(() => void job.kill('SIGKILL'))
  const exit = once(job, 'exit')
  await expect.poll(() => latestRun(connection)).toMatchObject({ pid: job.pid, stage })
  await delay(Math.random() * 300)
  job.kill('SIGKILL')
  await exit
  await connection.unreact('slow')
  return latestRun(connection)
}

type Killed = TestPlace & { connection: RawDatabase }

describe('killed in the stage', () => {
  it.each(['thumbnail', 'embed', 'project', 'search', 'near-duplicates', 'calibrate', 'review', 'publish'])(
    '%s and resumed, the job publishes, byte for byte, the table of an undisturbed one',
    async (stage) => {
      // Only a run that retries reads images again.
      const repaired = stage === 'thumbnail' ? ['crimson', 'teal'] : []
      const fileOf = (folder: string, colour: string) => path.join(folder, `circle-${colour}.png`)
      const place = await catalogueOfDrawings({
        spoil: (folder) => repaired.forEach((colour) => writeFileSync(fileOf(folder, colour), 'no image')),
      })
      const { database, connection, folder, run, resume } = place
      for (const colour of repaired) writeFileSync(fileOf(folder, colour), await drawing('circle', colour))
      await run({ neighbours: 3 })
      const args = stage === 'thumbnail' ? [...ANEW, '--retry'] : ANEW

      const table = await publishedTable(database)
      const killed = await killIn(stage, place, args)
      expect(killed).toMatchObject({ stage, active: 1 })
      await expect.poll(() => database.locks.isHeld('precompute')).toBe(false)
      expect(await publishedTable(database)).toBe(table)
      expect(await connection.findDamage()).toEqual([])

      expect(await resume(killed?.id ?? 0)).toMatchObject({ outcome: 'published' })
      expect(await publishedTable(database)).toBe(await undisturbedTable())
      expect(await connection.findDamage()).toEqual([])
      expect(await latestRun(connection)).toMatchObject({ id: killed?.id, active: null })
    },
  )
})

it('killed while it is paused, the job goes on when its run is resumed', async () => {
  const place = await catalogueOfDrawings()
  const { database, connection, environment } = place
  const admin = await adminOf(place)
  await pauseAtOnce(connection)
  const job = startCommand('precompute', ANEW, environment)
  const exit = once(job, 'exit')
  await expect.poll(() => latestRun(connection)).toMatchObject({ status: 'paused', stage: 'embed' })
  // Asked for last, and never heard.
  await admin.ask('cancel')
  job.kill('SIGKILL')
  await exit
  expect(await runCommand('precompute', ['--resume', '1'], environment)).toMatchObject({ code: 0 })
  expect(await publishedTable(database)).toBe(await undisturbedTable())
})

/** How many batches of a run are stored when it is killed, of nine, one kill after the other. */
const MOMENTS = [0, 1, 3, 6, 8, 9]
const BATCH = 8

it('killed again and again, anywhere in its work, and resumed each time, the job publishes the table of an undisturbed one', async () => {
  const { database, connection, environment, run } = await catalogueOfDrawings({ colours: MANY_COLOURS })
  await run({ neighbours: 3 })
  const tables = [await publishedTable(database), await undisturbedTable(MANY_COLOURS)]
  const hurry = await slowEmbedding(connection)
  const next = async () => {
    const last = await latestRun(connection)
    return last?.active === 1 ? ['--resume', String(last.id)] : ANEW
  }
  const embedded = () =>
    connection.value<number>(
      'SELECT count(*) FROM Embedding WHERE runId = (SELECT max(id) FROM Run WHERE id > 1)',
    )
  let resumed = 0
  for (const batches of MOMENTS) {
    const args = await next()
    if (args !== ANEW) resumed++
    const job = startCommand('precompute', args, environment)
    onTestFinished(() => void job.kill('SIGKILL'))
    const exit = once(job, 'exit')
    while (Number(await embedded()) < batches * BATCH && job.exitCode === null) await delay(5)
    // While the process starts, or a little further than the batches that were asked for.
    const instant = Math.random() * (batches === 0 ? 1500 : 100)
    await delay(instant)
    job.kill('SIGKILL')
    await exit
    const when = `killed ${instant} ms after ${batches} batches`
    expect(await connection.findDamage(), when).toEqual([])
    // Readers have the table of before or that of after, never a part of one.
    expect(tables, when).toContain(await publishedTable(database))
  }
  expect(resumed).toBeGreaterThan(3)
  await hurry()
  expect(await runCommand('precompute', await next(), environment)).toMatchObject({ code: 0 })
  expect(await publishedTable(database)).toBe(await undisturbedTable(MANY_COLOURS))
  expect(await connection.findDamage()).toEqual([])
})
