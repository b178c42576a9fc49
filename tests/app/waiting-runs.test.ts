import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Database, openDatabase } from '@/lib/database/database'
import { runResult, runSettings } from '../setup/made-up-run'
import { ask, detailOf } from './admin-fixture'
import { indexRunSite } from './index-run-client'

const { send, start: startBy, read, steer, ...place } = await indexRunSite()
const start = () => startBy({ mode: 'missing' })
/** Of another web server. */
let other: Database
const WORKER = { host: 'one', pid: 7, version: 'a', engine: 'wasm', state: 'waits for work', rate: null }

describe('over a database that is shared', () => {
  beforeAll(async () => void (other = await openDatabase(place)))
  afterAll(async () => {
    const { database } = await import('@/lib/serving/database')
    await database().close()
    await other.close()
  })

  it('a start says that no worker is running, and how to start one', async () => {
    expect(await (await send('GET', '/api/workers')).json()).toEqual({ isShared: true, workers: [] })
    const answer = await start()
    expect(answer.status).toBe(503)
    expect(await detailOf(answer)).toBe(
      'No worker is running, and over PostgreSQL the work of a run is theirs. Start one on any machine: npm run worker',
    )
    expect((await send('POST', '/api/crawls', { limit: 1 })).status).toBe(503)
  })

  it('a start leaves the run to a worker; of two at once, from two servers, one does', async () => {
    await other.units.workers.report({ ...WORKER, id: 'w' })
    const settings = runSettings({ engine: 'auto' })
    const news = new Promise<void>((resolve) => void other.units.listen(resolve))
    const [answer, id] = await Promise.all([start(), other.indexRuns.addWaitingIndexRun(settings)])
    expect([answer.status, id === null]).toEqual(id === null ? [202, true] : [409, false])
    const active = (await other.runs.findActiveRunId('precompute')) ?? 0
    if (answer.status === 409) {
      expect(answer.headers.get('location')).toBe(`/api/index-runs/${active}`)
      expect(await detailOf(answer)).toBe(
        `Index run ${active} is active. Wait until it is done, or cancel it.`,
      )
    }
    await news
    expect((await start()).status).toBe(409)
    expect(await read(active)).toMatchObject({
      status: 'waiting',
      actions: ['cancel'],
      engine: 'auto',
      rate: null,
      silentSeconds: null,
      finishedAt: null,
    })
    expect((await steer(active, 'pause')).status).toBe(409)
  })

  it('a run that waits can be cancelled, though nobody is behind it', async () => {
    const id = (await other.runs.findActiveRunId('precompute')) ?? 0
    expect(await (await steer(id, 'cancel')).json()).toMatchObject({
      status: 'cancelled',
      actions: ['delete'],
    })
    expect(await other.runs.findActiveRunId('precompute')).toBeNull()
    await expect(other.runs.reviveRun(id)).rejects.toThrow('it has ended meanwhile')
  })

  it('a run that has lost its process waits for another; one that failed does when it is resumed', async () => {
    const answer = await start()
    expect(answer.status).toBe(202)
    const { id } = await answer.json()
    const lock = await other.locks.acquire('precompute')
    await other.runs.reviveRun(id, 'a')
    expect(await read(id)).toMatchObject({
      status: 'running',
      actions: ['pause', 'cancel'],
      silentSeconds: 0,
    })
    await lock?.release()
    expect(await read(id)).toMatchObject({ status: 'waiting', silentSeconds: null })
    await other.runs.endRun(id, 'failed', 'No paper.')
    expect(await read(id)).toMatchObject({
      status: 'failed',
      error: 'No paper.',
      actions: ['resume', 'delete'],
    })
    expect(await (await steer(id, 'resume')).json()).toMatchObject({ status: 'waiting', error: null })
    // Whoever takes it up must be of the version that it was begun by.
    await expect(other.runs.reviveRun(id, 'b')).rejects.toThrow(
      `Run ${id} was made by version a of the code; this is b.`,
    )
    await other.runs.reviveRun(id, 'a')
    await other.runs.endRun(id, 'cancelled', null)
  })

  it('only the first publication of a run counts, however many believe to be behind it', async () => {
    const id = await other.indexRuns.beginIndexRun(runSettings())
    const result = runResult({ modelCount: 1, embeddedCount: 1 })
    const before = await other.readRevision()
    await Promise.all([other.indexRuns.publishRun(id, result), other.indexRuns.publishRun(id, result)])
    await other.indexRuns.holdRun(id, result)
    expect(await other.runs.findRun(id)).toMatchObject({ index: { outcome: 'published', publication: 1 } })
    const revision = (text: string) => Number(text.split('.').at(-1))
    await expect.poll(async () => revision(await other.readRevision()) - revision(before)).toBe(1)
    expect(await other.runs.reportRun(id, { stage: 'publish', done: 1, total: 1 })).toBe('ended')
    const cancelled = await other.indexRuns.beginIndexRun(runSettings())
    await other.runs.endRun(cancelled, 'cancelled', null)
    await expect(other.indexRuns.publishRun(cancelled, result)).rejects.toThrow(
      `Run ${cancelled} is cancelled by now: nothing of it is published.`,
    )
  })

  it('times are the database’s, whatever the clocks of machines say', async () => {
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
    try {
      const id = await other.crawls.beginCrawlRun('{}', 'shell')
      await other.runs.reportRun(id, { stage: 'pages', done: 1, total: 2 })
      expect(await other.runs.readSilence(id)).toBeLessThan(60)
      await other.runs.endRun(id, 'failed', 'No paper.')
      const run = await other.runs.findRun(id)
      const now = Date.now() - 3_600_000
      for (const time of [run?.startedAt, run?.heartbeatAt, run?.finishedAt]) {
        expect(Math.abs((time?.getTime() ?? 0) - now)).toBeLessThan(60_000)
      }
    } finally {
      vi.useRealTimers()
    }
  })

  it('the admin sees the workers, and which of them are silent', async () => {
    const listed = await (await send('GET', '/api/workers')).json()
    expect(listed).toMatchObject({ isShared: true, workers: [{ ...WORKER, id: 'w', isSilent: false }] })
    expect((await ask('GET', '/api/workers')).status).toBe(401)
  })
})
