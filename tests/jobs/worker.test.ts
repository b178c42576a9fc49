import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Database, openDatabase } from '@/lib/database/database'
import { type MadeUpWorker, startMadeUpWorker } from '../setup/made-up-workers'
import { postgresqlPrograms } from '../../scripts/postgresql.mjs'
import { makeDatabase, type PostgresqlServer, startPostgresql } from '../setup/postgresql'
import { temporaryDirectory } from '../setup/temporary'

const programs = postgresqlPrograms()
const HOUR = 3_600_000
let server: PostgresqlServer

describe.skipIf(programs === null)('workers over a database that they share', () => {
  beforeAll(async () => void (server = await startPostgresql(programs ?? '')))
  afterAll(() => server.remove())

  let made = 0
  /** An empty database, and what starts workers over it. */
  async function place() {
    const databaseUrl = await makeDatabase(server.url, `workers_${++made}`)
    const database = await openDatabase({ databaseUrl, dataDir: temporaryDirectory() })
    onTestFinished(() => database.close())
    const start = (settings: Record<string, string | number> = {}) => startMadeUpWorker(databaseUrl, settings)
    return { database, databaseUrl, start }
  }

  /** Workers that have work once they are there: the one behind the run first. */
  async function atWork(...settings: Record<string, string | number>[]) {
    const { database, start } = await place()
    const workers = settings.map(start)
    await Promise.all(workers.map((worker) => worker.says('waits for work')))
    const id = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    await database.units.announce()
    const behind = await Promise.race(
      workers.map((worker) => worker.says(`made-up run ${id}: Doing units`).then(() => worker)),
    )
    const others = workers.filter((worker) => worker !== behind)
    await Promise.all(others.map((worker) => worker.says('helping: Doing units')))
    const done = async () => (await database.units.count(id, 'units')).done
    return { database, id, behind, others, done, start, state: () => database.runs.findRun(id) }
  }

  it('take up a run that waits, share its units, and each is done once', async () => {
    const { database, id, behind, others, state } = await atWork({ THREADS: 3 }, { THREADS: 3 })
    for (const { says } of [behind, ...others]) await says('units are opened for 3 threads')
    await expect.poll(() => counts(database, id)).toEqual(doneBy(behind, ...others))
    expect(await sum(database, id)).toBe(100)
    expect(await state()).toMatchObject({ status: 'finished', active: null, version: 'a' })
    await expect.poll(() => database.units.count(id, 'units')).toEqual({ total: 0, done: 0 })
    const worker = { version: 'a', engine: 'made-up', host: hostname(), rate: expect.any(Number) }
    await expect.poll(() => database.units.workers.list()).toMatchObject([worker, worker])
  })

  it('take over from one that is killed, and each unit is done once, though clocks differ by two hours', async () => {
    const { database, id, behind, others } = await atWork({ CLOCK_MS: HOUR }, { CLOCK_MS: -HOUR })
    for (const { silentSeconds } of await database.units.workers.list())
      expect(silentSeconds).toBeLessThan(60)
    behind.kill('SIGKILL')
    await others[0]?.says(`goes on with made-up run ${id}`)
    await expect.poll(() => sum(database, id)).toBe(100)
  })

  it('stop when they are asked to, in the middle of a unit, and leave the run to another', async () => {
    const { database, id, behind, start, state, done } = await atWork({ UNIT_MS: 600_000 })
    behind.kill('SIGTERM')
    expect(await behind.ended()).toBe(0)
    expect(await state()).toMatchObject({ active: 1 })
    expect(await database.units.workers.list()).toEqual([])
    const second = start()
    await second.says(`made-up run ${id}: Doing units`)
    await expect.poll(done).toBeGreaterThan(2)
    second.kill('SIGTERM')
    expect(await second.ended()).toBe(0)
    // Between two units it has had the time to say so.
    expect(await state()).toMatchObject({ status: 'waiting', active: 1 })
  })

  it('rest while the run is paused, whoever dies meanwhile, and are through when it is cancelled', async () => {
    const { database, id, behind, others, state, done } = await atWork({ UNITS: 5000 }, { UNITS: 5000 })
    await database.runs.requestAction(id, 'pause')
    await expect.poll(state).toMatchObject({ status: 'paused', requestedAction: null })
    // Units in hand are done.
    await delay(500)
    const before = await done()
    behind.kill('SIGKILL')
    await delay(3_000)
    expect(await state()).toMatchObject({ status: 'paused', active: 1 })
    expect(await done()).toBe(before)
    await database.runs.requestAction(id, 'resume')
    await others[0]?.says(`goes on with made-up run ${id}`)
    await expect.poll(done).toBeGreaterThan(before)
    await database.runs.requestAction(id, 'cancel')
    await expect.poll(state).toMatchObject({ status: 'cancelled', active: null })
    await expect.poll(() => database.units.count(id, 'units')).toEqual({ total: 0, done: 0 })
  })

  it('do not mix what versions make: another one says what it refuses', async () => {
    const { database, id, behind, start, state } = await atWork({ UNITS: 5000 })
    const other = start({ VERSION: 'b' })
    const refusal = `refuses made-up run ${id}: it is made by version a of the code; this is b`
    await other.says(refusal)
    const states = async () => (await database.units.workers.list()).map((worker) => worker.state)
    await expect.poll(states).toContain(refusal)
    behind.kill('SIGKILL')
    await delay(3_000)
    expect(await state()).toMatchObject({ status: 'running', active: 1, version: 'a' })
    expect(other.said()).not.toContain('goes on')
  })

  it('say that a unit cannot be done, which harms nobody else’s', async () => {
    const { database, id, behind, start } = await atWork({ UNITS: 300 })
    const clumsy = start({ IS_CLUMSY: 'true' })
    await clumsy.says('has met a fault: Unit')
    await expect.poll(() => counts(database, id)).toEqual({ [behind.pid]: 300 })
    await clumsy.says('waits for work')
  })

  it('are given units again that the database has lost, as it may what was written right before a crash', async () => {
    const { database, id, done } = await atWork({}, {})
    await expect.poll(done).toBeGreaterThan(2)
    await database.units.clear(id)
    await expect.poll(() => sum(database, id)).toBe(100)
  })

  it('go on when the database comes back, and whoever had the run has it again', async () => {
    const { database, id, behind, others } = await atWork({ UNITS: 300 }, { UNITS: 300 })
    // At the beginning all want it.
    const taken = () => [behind, ...others].map(({ said }) => said().match(/goes on/g)?.length)
    const before = taken()
    await server.crash()
    await server.start()
    await expect.poll(() => sum(database, id)).toBe(300)
    expect(behind.said()).not.toContain('leaves the run')
    expect(taken()).toEqual(before)
  })
})

const doneBy = (...workers: MadeUpWorker[]) =>
  Object.fromEntries(workers.map(({ pid }) => [pid, expect.any(Number)]))

/** How many units which process has done; null before the run has ended. */
async function counts(database: Database, id: number): Promise<Record<string, number> | null> {
  const run = await database.runs.findRun(id)
  return run?.crawl?.counts ? JSON.parse(run.crawl.counts) : null
}

async function sum(database: Database, id: number): Promise<number | null> {
  const done = await counts(database, id)
  return done && Object.values(done).reduce((all, count) => all + count, 0)
}
