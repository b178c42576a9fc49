import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { controlRun, RunCancelledError, type RunControlOptions } from '@/lib/jobs/run-control'
import { runSettings } from '../setup/made-up-run'
import { temporaryDatabase } from '../setup/temporary'

/** An active run under control, and the admin: another client of the same database file. */
async function controlledRun(options: Partial<RunControlOptions> = {}) {
  const place = await temporaryDatabase()
  const { database } = place
  const admin = await openDatabase(place)
  onTestFinished(admin.close)
  const runId = await database.indexRuns.beginIndexRun(runSettings({ modelCount: 1000 }))
  const carriedOut: string[] = []
  const control = controlRun({ database, runId, onAction: (action) => carriedOut.push(action), ...options })
  onTestFinished(control.stop)
  const row = async () => {
    const found = await admin.runs.findRun(runId)
    if (!found) throw new Error(`There is no run ${runId}.`)
    return found
  }
  let batches = 0
  let isEnough = false
  return {
    control,
    runId,
    carriedOut,
    row,
    ask: (action: 'pause' | 'resume' | 'cancel') => admin.runs.requestAction(runId, action),
    batches: () => batches,
    paused: () => expect.poll(async () => (await row()).status).toBe('paused'),
    /** Waits for so many heartbeats. */
    async beats(most: number) {
      for (let beat = 0; beat < most; beat++) {
        const { heartbeatAt } = await row()
        await expect.poll(async () => (await row()).heartbeatAt).not.toEqual(heartbeatAt)
      }
    },
    /** Works in small batches until a checkpoint throws, or it is enough. */
    async work() {
      for (; !isEnough; batches++) {
        await control.checkpoint()
        await delay(10)
      }
    },
    enough: () => void (isEnough = true),
  }
}

describe('a heartbeat', () => {
  it('says again and again that the process is alive, how far the stage is, and its rate', async () => {
    const { control, row } = await controlledRun()
    await control.stage('embed', 200, 40)
    expect(await row()).toMatchObject({ stage: 'embed', done: 40, total: 200, rate: null })
    const before = await row()
    await delay(200)
    control.progress(60)
    await expect.poll(row).toMatchObject({ done: 60 })
    const after = await row()
    expect(after.heartbeatAt.getTime()).toBeGreaterThan(before.heartbeatAt.getTime())
    // 20 in 200 ms or more.
    expect(after.rate).toBeGreaterThan(0)
    expect(after.rate).toBeLessThan(110)
  })

  it('writes what the job counts besides, and ends no job when that cannot be written', async () => {
    let beats = 0
    const { control, enough, work } = await controlledRun({
      onHeartbeat() {
        beats++
        return Promise.reject(new Error('database is locked'))
      },
    })
    const working = work()
    await expect.poll(() => beats).toBeGreaterThanOrEqual(2)
    enough()
    await working
    control.stop()
    await delay(50)
    const atStop = beats
    await delay(700)
    expect(beats).toBe(atStop)
  })
})

describe('a run that an admin asks to pause, from another process', () => {
  it('pauses between two batches, and does nothing until it is asked to resume', async () => {
    const { ask, row, work, enough, paused, beats, batches, carriedOut } = await controlledRun()
    const working = work()
    expect(await ask('pause')).toBe(true)
    await paused()
    await expect.poll(async () => (await row()).requestedAction).toBeNull()

    const done = batches()
    await beats(2)
    expect(batches()).toBe(done)
    expect(await row()).toMatchObject({ status: 'paused', active: 1, rate: null })

    await ask('resume')
    await expect.poll(batches).toBeGreaterThan(done)
    expect(await row()).toMatchObject({ status: 'running', requestedAction: null })
    enough()
    await working
    expect(carriedOut).toEqual(['pause', 'resume'])
  })

  it('can be paused again and again', async () => {
    const { ask, row, work, enough, paused, carriedOut } = await controlledRun()
    const working = work()
    for (const round of [1, 2, 3]) {
      await ask('pause')
      await paused()
      await ask('resume')
      await expect.poll(async () => (await row()).status).toBe('running')
      expect(carriedOut.length).toBeGreaterThanOrEqual(round * 2)
    }
    enough()
    await working
    expect(carriedOut).toEqual(['pause', 'resume', 'pause', 'resume', 'pause', 'resume'])
  })

  it('and to resume before it came to pause, just goes on', async () => {
    const { ask, row, work, enough, batches } = await controlledRun()
    await ask('pause')
    await ask('resume')
    const working = work()
    await expect.poll(batches).toBeGreaterThan(100)
    enough()
    await working
    expect(await row()).toMatchObject({ status: 'running', requestedAction: null })
  })

  it('holds all that work side by side, and lets all of them go on', async () => {
    const { ask, batches, beats, carriedOut, enough, paused, work } = await controlledRun()
    const working = Promise.all([work(), work(), work()])
    await ask('pause')
    await paused()
    // What the others have in hand ends.
    await beats(1)
    const done = batches()
    await beats(2)
    expect(batches()).toBe(done)
    await ask('resume')
    await expect.poll(batches).toBeGreaterThan(done)
    enough()
    await working
    expect(carriedOut).toEqual(['pause', 'resume'])
  })

  it('does not forget, while it is paused, what it is asked next', async () => {
    const { ask, carriedOut, row, work } = await controlledRun()
    await ask('pause')
    const working = work()
    await expect.poll(() => carriedOut, { interval: 1 }).toEqual(['pause'])
    await ask('cancel')
    await expect(working).rejects.toThrow(RunCancelledError)
    expect(carriedOut).toEqual(['pause', 'cancel'])
    expect(await row()).toMatchObject({ requestedAction: 'cancel' })
  })
})

describe('a run that an admin cancels', () => {
  it('ends between two batches', async () => {
    const { ask, work, carriedOut } = await controlledRun()
    const working = work()
    await ask('cancel')
    await expect(working).rejects.toThrow(new RunCancelledError())
    expect(carriedOut).toEqual(['cancel'])
  })

  it('ends when it is paused, too', async () => {
    const { ask, paused, work } = await controlledRun()
    const working = work()
    await ask('pause')
    await paused()
    await ask('cancel')
    await expect(working).rejects.toThrow(RunCancelledError)
  })
})

describe('a process that is asked to end', () => {
  it('ends between two batches, with that reason', async () => {
    const controller = new AbortController()
    const { work, batches } = await controlledRun({ signal: controller.signal })
    const working = work()
    await expect.poll(batches).toBeGreaterThan(3)
    controller.abort(new Error('Stopped by SIGTERM.'))
    await expect(working).rejects.toThrow('Stopped by SIGTERM.')
  })

  it('ends when the run is paused, too', async () => {
    const controller = new AbortController()
    const { ask, paused, work } = await controlledRun({ signal: controller.signal })
    const working = work()
    await ask('pause')
    await paused()
    controller.abort(new Error('Stopped by SIGTERM.'))
    await expect(working).rejects.toThrow('Stopped by SIGTERM.')
  })
})

it('a run that is over is asked for nothing', async () => {
  const { indexRuns, runs } = (await temporaryDatabase()).database
  const runId = await indexRuns.beginIndexRun(runSettings({ modelCount: 1 }))
  await runs.endRun(runId, 'finished', null)
  expect(await runs.requestAction(runId, 'pause')).toBe(false)
  expect(await runs.requestAction(99, 'pause')).toBe(false)
  expect((await runs.findRun(runId))?.requestedAction).toBeNull()
})
