import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Database, openDatabase } from '@/lib/database/database'
import { type MadeUpWorker, startMadeUpWorker } from '../setup/made-up-workers'
import { makeDatabase, postgresqlPrograms, type PostgresqlServer, startPostgresql } from '../setup/postgresql'
import { temporaryDirectory } from '../setup/temporary'

const programs = postgresqlPrograms()
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

  it('take up a run that waits, share its units, and each is done once', async () => {
    const { database, start } = await place()
    const workers = [start(), start()]
    await Promise.all(workers.map((worker) => worker.says('waits for work')))
    const id = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    await database.units.announce()
    await expect.poll(() => counts(database, id)).toEqual(doneBy(...workers))
    expect(await stateOf(database, id)).toMatchObject({ status: 'finished', active: null, version: 'a' })
    expect(await database.units.count(id, 'units')).toEqual({ total: 0, done: 0 })
    const words = workers.map(({ said }) => said())
    expect(words.filter((said) => said.includes('goes on with made-up run 1'))).toHaveLength(1)
    expect(words.filter((said) => said.includes('helping: Doing units'))).toHaveLength(1)
    expect(await database.units.workers.list()).toMatchObject([
      { version: 'a', engine: 'made-up', silentSeconds: expect.any(Number) },
      { version: 'a', engine: 'made-up', silentSeconds: expect.any(Number) },
    ])
  })

  it('take over from one that is killed, and each unit is done once', async () => {
    const { database, start } = await place()
    const id = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    const first = start({ UNITS: 60 })
    await first.says('made-up run 1: Doing units')
    const second = start({ UNITS: 60 })
    await second.says('helping')
    first.kill('SIGKILL')
    await second.says('goes on with made-up run 1')
    await expect.poll(() => counts(database, id)).toMatchObject({ [second.pid]: expect.any(Number) })
    const done = Object.values((await counts(database, id)) ?? {})
    expect(done.reduce((sum, count) => sum + count, 0)).toBe(60)
  })

  it('stop when they are asked to, and leave the run to another', async () => {
    const { database, start } = await place()
    const id = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    const first = start({ UNITS: 1000 })
    await first.says('made-up run 1: Doing units')
    first.kill('SIGTERM')
    expect(await first.ended()).toBe(0)
    expect(await stateOf(database, id)).toMatchObject({ status: 'waiting', active: 1 })
    expect(await database.units.workers.list()).toEqual([])
    const second = start({ UNITS: 1000 })
    await second.says('made-up run 1: Doing units')
    // Its one unit takes longer than anybody waits.
    const slow = start({ UNITS: 1000, UNIT_MS: 600_000 })
    await slow.says('helping')
    await new Promise((resolve) => setTimeout(resolve, 300))
    slow.kill('SIGTERM')
    expect(await slow.ended()).toBe(0)
    expect(await database.runs.requestAction(id, 'cancel')).toBe(true)
    await expect.poll(() => stateOf(database, id)).toMatchObject({ status: 'cancelled', active: null })
    await expect.poll(() => database.units.count(id, 'units')).toEqual({ total: 0, done: 0 })
  })

  it('all rest while the run is paused', async () => {
    const { database, start } = await place()
    const id = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    const [one, other] = [start({ UNITS: 1000 }), start({ UNITS: 1000 })]
    await Promise.race([one.says('helping'), other.says('helping')])
    await database.runs.requestAction(id, 'pause')
    await expect.poll(() => stateOf(database, id)).toMatchObject({ status: 'paused', requestedAction: null })
    const done = async () => (await database.units.count(id, 'units')).done
    await new Promise((resolve) => setTimeout(resolve, 300))
    const before = await done()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await done()).toBe(before)
    // Whoever paused it died: it stays paused until somebody resumes it.
    const first = one.said().includes('goes on with') ? one : other
    first.kill('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(await stateOf(database, id)).toMatchObject({ status: 'paused', active: 1 })
    await database.runs.requestAction(id, 'resume')
    await expect.poll(done).toBeGreaterThan(before)
    await database.runs.requestAction(id, 'cancel')
    await expect.poll(() => stateOf(database, id)).toMatchObject({ status: 'cancelled', active: null })
  })

  it('do not mix what versions make: another one says what it refuses', async () => {
    const { database, start } = await place()
    const id = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    const first = start({ UNITS: 200 })
    await first.says('made-up run 1: Doing units')
    const second = start({ UNITS: 200, VERSION: 'b' })
    const refusal = `refuses made-up run ${id}: it is made by version a of the code; this is b`
    await second.says(refusal)
    await expect
      .poll(async () => (await database.units.workers.list()).map(({ state }) => state))
      .toContain(refusal)
    first.kill('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(await stateOf(database, id)).toMatchObject({ status: 'running', version: 'a' })
    expect(second.said()).not.toContain('goes on')
  })

  it('say that a unit cannot be done, and that no run is harmed by whose units fail', async () => {
    const { database, start } = await place()
    const id = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    const good = start({ UNITS: 100 })
    await good.says('made-up run 1: Doing units')
    const clumsy = start({ UNITS: 100, IS_CLUMSY: 'true' })
    await clumsy.says('has met a fault: Unit')
    await expect.poll(() => counts(database, id)).toEqual({ [good.pid]: 100 })
    await clumsy.says('waits for work')
  })

  it('go on when the database comes back, and whoever had the run has it again', async () => {
    const { database, start } = await place()
    const id = (await database.crawls.addWaitingCrawl('{}')) ?? 0
    const [one, other] = [start({ UNITS: 150 }), start({ UNITS: 150 })]
    await Promise.race([one.says('helping'), other.says('helping')])
    await server.crash()
    await server.start()
    await expect.poll(() => counts(database, id)).toEqual(doneBy(one, other))
    const done = Object.values((await counts(database, id)) ?? {})
    expect(done.reduce((sum, count) => sum + count, 0)).toBe(150)
    const takenUp = [one, other].flatMap(({ said }) => said().match(/goes on with/g) ?? [])
    expect(takenUp).toHaveLength(1)
  })
})

const doneBy = (...workers: MadeUpWorker[]) =>
  Object.fromEntries(workers.map(({ pid }) => [pid, expect.any(Number)]))

async function stateOf(database: Database, id: number) {
  return database.runs.findRun(id)
}

/** How many units which process has done; null before the run has ended. */
async function counts(database: Database, id: number): Promise<Record<string, number> | null> {
  const run = await database.runs.findRun(id)
  return run?.crawl?.counts ? JSON.parse(run.crawl.counts) : null
}
