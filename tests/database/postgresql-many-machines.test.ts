import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type ServedSite, serveSite } from '@/lib/benchmark/served-site'
import { folderEntries } from '@/lib/catalogue/folder'
import { csvLines } from '@/lib/cli/export-lines'
import { type Database, openDatabase } from '@/lib/database/database'
import { shareEncoder } from '@/lib/embedding/shared-encoders'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { indexJob } from '@/lib/indexing/job'
import { currentRecipe, encodersFolder } from '@/lib/indexing/recipe'
import { runJob } from '@/lib/jobs/run-job'
import { folderStorage } from '@/lib/storage/files'
import { postgresqlPrograms } from '../../scripts/postgresql.mjs'
import { silent } from '../indexing/job-fixtures'
import { folderOfDrawings, MANY_COLOURS } from '../setup/catalogue'
import { machineThat, startMachine } from '../setup/machines'
import { ADMIN } from '../setup/npm-start'
import { ask, makeDatabase, type PostgresqlServer, startPostgresql } from '../setup/postgresql'
import { openRaw } from '../setup/raw-database'
import { addSmallEncoders } from '../setup/small-encoder'
import { placeIn, temporaryDirectory } from '../setup/temporary'
import { startWebReader, type WebReader } from '../setup/web-reader'

const KILLS = 20
/** After so many of them. */
const STOP_AFTER = 7
const CRASH_AFTER = 14

/** So long the database bears silence here; half a minute would be the same, but longer. */
const SILENCE_MS = 5_000
const OUTAGE_MS = 10_000
/** By so much a server may be behind another one. */
const BEHIND_MS = 1_000

/** Of three shapes each: 57 units of embedding, one of projecting, and 4 each of expanding and searching. */
const COLOURS = Array.from({ length: 300 }, (_, place) => `#${String(100_000 + 2_917 * place)}`)
/** Of the 66 that there are. */
const UNITS_A_KILL = 3

const SETTINGS = { mode: 'missing', recipe: 'small', neighbours: 5 } as const

const programs = postgresqlPrograms()

describe.skipIf(programs === null)('a database on a machine of its own', () => {
  let server: PostgresqlServer
  beforeAll(async () => void (server = await startPostgresql(programs ?? '')))
  afterAll(() => server?.remove())

  /** Ends the database as a crash does, and starts it when ten seconds are over. Returns from when to when it was gone. */
  async function outage(): Promise<{ from: number; to: number }> {
    const from = performance.now()
    await server.crash()
    await delay(OUTAGE_MS)
    await server.start()
    return { from, to: performance.now() }
  }

  it(
    'and workers on three others, which die time and again, come to the table of one',
    { timeout: 1_800_000 },
    async () => {
      const dataDir = temporaryDirectory()
      await addSmallEncoders(dataDir)
      const { folder, labels } = await folderOfDrawings(temporaryDirectory(), COLOURS)
      const { entries } = await folderEntries(folder, labels)
      const expected = await tableOfOneMachine(dataDir, entries)

      const storageDir = temporaryDirectory()
      const storage = folderStorage(storageDir)
      const url = new URL(await lastingDatabase(server, 'many_machines'))
      url.searchParams.set('idle_in_transaction_session_timeout', String(SILENCE_MS))
      const place = { databaseUrl: url.href, dataDir: temporaryDirectory() }
      const database = await openDatabase(place)
      onTestFinished(database.close)
      await importCatalogue(database, storage, 'folder', entries)
      await shareEncoder(storage, encodersFolder(dataDir), SETTINGS.recipe)
      const plan = await pacedBy(place.databaseUrl)

      const shared = {
        DATABASE_URL: place.databaseUrl,
        STORAGE: `file:${storageDir}`,
        ENGINE: 'onnxruntime',
      }
      const machines = [1, 2, 3].map(() => startMachine({ ...shared, DATA_DIR: temporaryDirectory() }))
      onTestFinished(({ task }) => {
        if (task.result?.state !== 'fail') return
        for (const [number, { lines }] of machines.entries())
          console.error(`Machine ${number + 1}:\n${lines.join('\n')}`)
      })
      const sites = await Promise.all([1, 2].map(() => webServer(shared)))
      const [{ uid = '' } = {}] = await database.catalogue.readListedModels([1])
      const readers = sites.map(({ origin }) => startWebReader(origin, uid))
      const recipeId = currentRecipe(SETTINGS.recipe, dataDir).id
      const runId = await database.indexRuns.addWaitingIndexRun({ ...SETTINGS, recipeId, engine: 'auto' })
      expect(runId).toBe(1)
      await database.units.announce()

      const isAtWork = (says: string) => /index run 1[:,]/.test(says)
      const isBehind = (says: string) => says.startsWith('index run 1: ')
      const allAtWork = () => expect.poll(() => machines.every(({ says }) => isAtWork(says()))).toBe(true)

      let gone = { from: Infinity, to: -Infinity }
      for (let kills = 1; kills <= KILLS; kills++) {
        await plan(UNITS_A_KILL * kills)
        const victim = await machineThat(machines, kills % 4 === 1 ? isBehind : isAtWork)
        await delay(600 * Math.random())
        victim.kill()
        if (kills === STOP_AFTER) {
          const stopped = await machineThat(machines, isBehind)
          stopped.signal('SIGSTOP')
          await delay(1.5 * SILENCE_MS)
          // Meanwhile another one is behind the run.
          await machineThat(
            machines.filter((machine) => machine !== stopped),
            isBehind,
          )
          stopped.signal('SIGCONT')
        }
        if (kills === CRASH_AFTER) {
          await allAtWork()
          gone = await outage()
          await allAtWork()
        }
      }
      await plan(1_000)

      await expect
        .poll(() => database.runs.findRun(1))
        .toMatchObject({
          status: 'finished',
          error: null,
          index: { outcome: 'published', modelCount: entries.length, failureCount: 0 },
        })
      const showing = ({ shown }: WebReader) => new Set(shown.filter(isOfRun).map((one) => one.path))
      const model = encodeURIComponent(uid)
      const all = new Set(['/api/health', `/models/${model}`, `/api/models/${model}/similar`])
      await expect.poll(() => readers.map(showing)).toEqual([all, all])
      // What is behind is still asked for.
      await delay(2 * BEHIND_MS)
      await Promise.all(readers.map(({ stop }) => stop()))
      expect(await exported(database)).toBe(expected)
      expect(await ask(place.databaseUrl, 'SELECT count(*)::int AS runs FROM "Run"')).toEqual([{ runs: 1 }])
      const knownAt = Math.min(...readers.flatMap(({ shown }) => shown.filter(isOfRun).map(({ to }) => to)))
      for (const { shown, failures, answers } of readers) {
        expect(answers()).toBeGreaterThan(0)
        expect(failures.filter(({ from, to }) => to < gone.from || from > gone.to)).toEqual([])
        expect(failures.filter(({ outcome }) => outcome !== 503)).toEqual([])
        expect(shown.filter((one) => one.from > knownAt + BEHIND_MS && !isOfRun(one))).toEqual([])
        expect(shown.some((one) => one.to < gone.from && !isOfRun(one))).toBe(true)
      }
    },
  )

  it('that is gone for ten seconds is waited for, by who reads, who writes and a run', async () => {
    const dataDir = temporaryDirectory()
    await addSmallEncoders(dataDir)
    const databaseUrl = await lastingDatabase(server, 'waited_for')
    const database = await openDatabase({ databaseUrl, dataDir })
    onTestFinished(database.close)
    const { folder } = await folderOfDrawings(temporaryDirectory(), MANY_COLOURS)
    const { entries } = await folderEntries(folder, undefined)
    const count = () => database.catalogue.countListedModels()
    const storage = folderStorage(dataDir)
    const counts: number[] = []
    let isOver = false
    const reading = (async () => {
      while (!isOver) {
        counts.push(await count())
        await delay(20)
      }
    })()

    await takesTime(databaseUrl, 'Model')
    const importing = importCatalogue(database, storage, 'folder', entries)
    await atIt(databaseUrl)
    await outage()
    expect(counts.every((one) => one === 0)).toBe(true)
    await importing
    expect(await count()).toBe(entries.length)

    await takesTime(databaseUrl, 'Embedding')
    const running = runJob(
      indexJob,
      { options: { ...SETTINGS, engine: 'onnxruntime', retry: null } },
      { database, dataDir, storage: folderStorage(dataDir), observer: silent },
    )
    await atIt(databaseUrl)
    await outage()
    expect(await running).toMatchObject({ outcome: 'published', counts: { modelCount: 72 } })
    isOver = true
    await reading
    expect(counts.at(-1)).toBe(entries.length)
  })
})

/** A web server of the built pages, on a machine of its own. */
async function webServer(variables: Record<string, string>): Promise<ServedSite> {
  const site = await serveSite(temporaryDirectory(), { variables: { ...ADMIN, ...variables } })
  onTestFinished(site.stop)
  return site
}

/** Whether an answer has shown the first run. */
const isOfRun = ({ runId }: { runId: number | null }) => runId === 1

/** What is exported after a run over SQLite. */
async function tableOfOneMachine(
  dataDir: string,
  entries: Parameters<typeof importCatalogue>[3],
): Promise<string> {
  const database = await openDatabase(placeIn(dataDir))
  onTestFinished(database.close)
  const storage = folderStorage(dataDir)
  await importCatalogue(database, storage, 'folder', entries)
  const options = { ...SETTINGS, engine: 'onnxruntime', retry: null } as const
  await runJob(indexJob, { options }, { database, dataDir, storage, observer: silent })
  return exported(database)
}

async function exported({ indexRuns, neighbours }: Database): Promise<string> {
  const run = await indexRuns.findPublishedRun()
  let text = ''
  for await (const line of csvLines(neighbours.readTable(run?.id ?? 0, DEFAULT_KIND))) text += `${line}\n`
  return text
}

/** Makes an empty database in which what is committed outlives a crash. */
async function lastingDatabase(server: PostgresqlServer, name: string): Promise<string> {
  const databaseUrl = await makeDatabase(server.url, name)
  await ask(server.url, `ALTER DATABASE "${name}" SET synchronous_commit = on`)
  return databaseUrl
}

/**
 * Has units take a while, the longer the further the run is ahead of the plan, so that it outlives all that is done to it on a slow
 * machine, too. What a dead process has had the database do ends with it.
 */
async function pacedBy(databaseUrl: string) {
  await ask(
    databaseUrl,
    `ALTER DATABASE many_machines SET client_connection_check_interval = '100ms';
     CREATE TABLE pace (units INTEGER);
     INSERT INTO pace VALUES (0);
     CREATE FUNCTION keep_pace() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         PERFORM pg_sleep(greatest(0.2, (SELECT count(*) FROM "WorkUnit" WHERE "isDone") - (SELECT units FROM pace)));
         RETURN NEW;
       END $$;
     CREATE TRIGGER keep_pace BEFORE UPDATE ON "WorkUnit" FOR EACH ROW
       WHEN (NEW."isDone" AND NOT OLD."isDone") EXECUTE FUNCTION keep_pace()`,
  )
  return async (units: number) => void (await ask(databaseUrl, `UPDATE pace SET units = ${units}`))
}

/** Makes every row that is written to a table take a while. */
async function takesTime(databaseUrl: string, table: string): Promise<void> {
  const connection = await openRaw(databaseUrl)
  await connection.react(`take_time_${table.toLowerCase()}`, `BEFORE INSERT ON ${table}`, { takesMs: 7 })
  await connection.close()
}

/** Waits until somebody writes to such a table. */
const atIt = (databaseUrl: string) =>
  expect
    .poll(() => ask(databaseUrl, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"), {
      interval: 20,
    })
    .not.toEqual([])
