import type { RawDatabase } from '../setup/raw-database'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { originalFile } from '../setup/thumbnail-files'
import { MANY_COLOURS } from '../setup/catalogue'
import { startCommand } from '../setup/commands'
import { sqliteAlone } from '../setup/sqlite-alone'
import { temporaryDirectory, type TestPlace } from '../setup/temporary'
import {
  adminOf,
  AS_RUN,
  askingIn,
  catalogueOfDrawings,
  count,
  pauseAtOnce,
  publishedTable,
  slowEmbedding,
  undisturbedTable,
} from './job-fixtures'

/** Starts a job as a process; `ended` tells its exit code and all that it printed. */
function startJob(place: TestPlace, args: readonly string[] = [], variables: Record<string, string> = {}) {
  const job = startCommand('precompute', [...AS_RUN, ...args], { ...place.environment, ...variables })
  onTestFinished(() => void job.kill('SIGKILL'))
  let output = ''
  job.stdout?.on('data', (chunk) => (output += chunk))
  job.stderr?.on('data', (chunk) => (output += chunk))
  return { job, ended: once(job, 'close').then(() => ({ code: job.exitCode, output })) }
}

/** Waits until the job says that it is in a stage. */
const reached = (connection: RawDatabase, stage: string) =>
  expect.poll(() => connection.value('SELECT stage FROM Run WHERE active = 1'), { interval: 5 }).toBe(stage)

it('of three that start at the same instant one runs, and the others say so and exit 1', async () => {
  const place = await catalogueOfDrawings()
  const { database, connection, dataDir } = place
  const admin = await adminOf(place)
  // The one that runs waits, so that the others have met it however late they come.
  await pauseAtOnce(connection)
  const jobs = [[], ['--started-by', 'dashboard'], ['--mode', 'all']].map((args) => startJob(place, args))
  await expect.poll(() => jobs.filter(({ job }) => job.exitCode !== null).length).toBe(2)
  await admin.paused()
  await admin.ask('resume')
  const ends = await Promise.all(jobs.map(({ ended }) => ended))
  expect(ends.map(({ code }) => code).toSorted()).toEqual([0, 1, 1])
  for (const { code, output } of ends) {
    if (code === 1) {
      expect(output).toContain(
        `Another process is computing an index run in ${dataDir}. Wait until it is done.`,
      )
    }
  }
  expect(await count(connection, 'Run')).toBe(1)
  expect(await publishedTable(database)).toBe(await undisturbedTable())
})

sqliteAlone('the lock of its file')(
  'a database that another process has locked for longer than SQLite’s clients wait by themselves is waited for',
  async () => {
    const place = await catalogueOfDrawings({ colours: MANY_COLOURS })
    const { database, connection } = place
    const hurry = await slowEmbedding(connection)
    const { job, ended } = startJob(place)
    await reached(connection, 'embed')
    await connection.run('BEGIN IMMEDIATE')
    await delay(6_000)
    expect(job.exitCode).toBeNull()
    expect(await database.locks.isHeld('precompute')).toBe(true)
    await connection.run('ROLLBACK')
    await hurry()
    expect(await ended).toMatchObject({ code: 0 })
    expect(await publishedTable(database)).toBe(await undisturbedTable(MANY_COLOURS))
  },
)

describe('what is removed while a run is under way', () => {
  it('a thumbnail before it is embedded: its model fails with the reason, all others are published', async () => {
    const place = await catalogueOfDrawings({ colours: MANY_COLOURS })
    const { database, connection, dataDir, run } = place
    const admin = await adminOf(place)
    const running = run({ observer: askingIn('embed', 'pause', connection) })
    await admin.paused()
    const last = await connection.row<{ uid: string; thumbnailHash: string }>(
      'SELECT uid, thumbnailHash FROM Model ORDER BY id DESC LIMIT 1',
    )
    rmSync(originalFile(dataDir, last?.thumbnailHash ?? ''))
    await admin.ask('resume')
    expect(await running).toMatchObject({
      outcome: 'published',
      counts: { modelCount: 72, embeddedCount: 71, failureCount: 1 },
    })
    expect(await database.failures.listDetailedFailures(null, 10)).toMatchObject([
      { uid: last?.uid, stage: 'embed', runId: 1, reason: expect.stringContaining('ENOENT') },
    ])
    expect(await publishedTable(database)).not.toContain(`${last?.uid},`)
  })

  it.each(['embed', 'search'])(
    'a model in the stage %s: the table leaves it out, and the next run closes the gaps',
    async (stage) => {
      const place = await catalogueOfDrawings()
      const { database, connection, run } = place
      const admin = await adminOf(place)
      const running = run({ observer: askingIn(stage, 'pause', connection) })
      await admin.paused()
      const removed = (await database.catalogue.listSourceKeys('folder')).filter(({ uid }) =>
        uid.startsWith('square-t'),
      )
      expect(removed).toHaveLength(1)
      await database.catalogue.removeModels('folder', [removed[0]?.sourceKey ?? ''])
      await admin.ask('resume')
      expect(await running).toMatchObject({ outcome: 'published' })
      expect(await publishedTable(database)).not.toContain('square-teal')

      expect(await run()).toMatchObject({ outcome: 'published', counts: { modelCount: 23 } })
      expect((await publishedTable(database)).split('\n')).toHaveLength(23 * 5)
      expect(await connection.findDamage()).toEqual([])
    },
  )
})

describe('a lock that is left of a dead process', () => {
  it('is none, even when its process id belongs to another one now', async () => {
    const place = await catalogueOfDrawings()
    const { database, recipe, run, resume } = place
    const admin = await adminOf(place)
    await (await database.locks.acquire('precompute'))?.release()
    const { name, id } = recipe
    const settings = { mode: 'all', recipe: name, recipeId: id, engine: 'auto', neighbours: 5 } as const
    // Its process id is that of this very process.
    await admin.database.indexRuns.beginIndexRun({ ...settings, modelCount: 24 })
    expect(await admin.row(1)).toMatchObject({ active: 1, status: 'running', pid: process.pid })

    expect(await database.locks.isHeld('precompute')).toBe(false)
    expect(await run()).toMatchObject({ outcome: 'published', runId: 2 })
    expect(await admin.row(1)).toMatchObject({ active: null, status: 'interrupted' })
    expect(await resume(1)).toMatchObject({ outcome: 'published', runId: 1 })
    expect((await database.indexRuns.findPublishedRun())?.id).toBe(1)
  })
})

it('a clock that is set back by an hour meanwhile changes nothing', async () => {
  const place = await catalogueOfDrawings({ colours: MANY_COLOURS })
  const { database, connection, run } = place
  const directory = temporaryDirectory()
  const signal = path.join(directory, 'set-back')
  const clock = path.join(directory, 'clock.mjs')
  writeFileSync(
    clock,
    `import { existsSync } from 'node:fs'
    const now = Date.now
    globalThis.Date = class extends Date {
      constructor(...values) { values.length === 0 ? super(globalThis.Date.now()) : super(...values) }
      static now() { return now() - (existsSync(${JSON.stringify(signal)}) ? 3_600_000 : 0) }
    }`,
  )
  const hurry = await slowEmbedding(connection)
  const { ended } = startJob(place, [], { NODE_OPTIONS: `--import ${pathToFileURL(clock).href}` })
  await reached(connection, 'embed')
  writeFileSync(signal, '')
  await hurry()
  expect(await ended).toMatchObject({ code: 0, output: expect.stringContaining('is published') })
  // Over PostgreSQL its clock is what counts.
  const isSetBack = connection.dialect.name === 'SQLite' ? 1 : 0
  expect(await connection.value('SELECT finishedAt < startedAt FROM Run WHERE status = ?', 'finished')).toBe(
    isSetBack,
  )
  expect(await publishedTable(database)).toBe(await undisturbedTable(MANY_COLOURS))

  rmSync(signal)
  expect(await run({ mode: 'all' })).toMatchObject({ outcome: 'published' })
  expect((await database.indexRuns.findPublishedRun())?.id).toBe(2)
})
