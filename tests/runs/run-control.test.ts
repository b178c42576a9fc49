import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { PrismaClient } from '@/lib/db/generated/client'
import { beginRun } from '@/lib/db/index-runs'
import { openPrisma } from '@/lib/db/prisma'
import { requestAction } from '@/lib/db/runs'
import { controlRun, RunCancelledError, type RunControlOptions } from '@/lib/runs/run-control'
import { temporaryDatabase } from '../setup/temporary'

const SETTINGS = { mode: 'all', recipe: 'r', recipeId: 'r1', engine: 'e', neighbours: 3 } as const

function open(databaseFile: string): PrismaClient {
  const prisma = openPrisma(databaseFile)
  onTestFinished(() => prisma.$disconnect())
  return prisma
}

/** An active run under control, and the admin: another client of the same database file. */
async function controlledRun(options: Partial<RunControlOptions> = {}) {
  const { databaseFile } = temporaryDatabase()
  const prisma = open(databaseFile)
  const admin = open(databaseFile)
  const runId = await beginRun(prisma, { ...SETTINGS, modelCount: 1000 })
  const carriedOut: string[] = []
  const control = controlRun({ prisma, runId, onAction: (action) => carriedOut.push(action), ...options })
  onTestFinished(control.stop)
  let batches = 0
  return {
    ...{ control, runId, carriedOut },
    row: () => admin.run.findUniqueOrThrow({ where: { id: runId } }),
    ask: (action: 'pause' | 'resume' | 'cancel') => requestAction(admin, runId, action),
    batches: () => batches,
    /** Works in batches of 10 ms each until a checkpoint throws, or all of `most` are done. */
    async work(most = 10_000) {
      for (; batches < most; batches++) {
        await control.checkpoint()
        await delay(10)
      }
    },
  }
}

describe('a heartbeat', () => {
  it('says at least once a second that the process is alive, how far the stage is, and its rate', async () => {
    const { control, row } = await controlledRun()
    await control.stage('embed', 200, 40)
    expect(await row()).toMatchObject({ stage: 'embed', done: 40, total: 200, rate: null })
    const before = await row()
    await delay(200)
    control.progress(60)
    await vi.waitFor(async () => expect(await row()).toMatchObject({ done: 60 }), 1000)
    const after = await row()
    expect(after.heartbeatAt.getTime()).toBeGreaterThan(before.heartbeatAt.getTime())
    expect(after.rate).toBeGreaterThan(10)
    expect(after.rate).toBeLessThan(100)
  })

  it('writes what the job counts besides, and ends no job when that cannot be written', async () => {
    let beats = 0
    const { control, work } = await controlledRun({
      onHeartbeat() {
        beats++
        return Promise.reject(new Error('database is locked'))
      },
    })
    await work(120)
    expect(beats).toBeGreaterThanOrEqual(2)
    control.stop()
    await delay(50)
    const atStop = beats
    await delay(700)
    expect(beats).toBe(atStop)
  })
})

describe('a run that an admin asks to pause, from another process', () => {
  it('pauses between two batches, within a second, and does nothing until it is asked to resume', async () => {
    const { ask, row, work, batches, carriedOut } = await controlledRun()
    const working = work(150)
    expect(await ask('pause')).toBe(true)
    await vi.waitFor(async () => expect((await row()).status).toBe('paused'), 1000)
    await vi.waitFor(async () => expect((await row()).requestedAction).toBeNull(), 1000)

    const done = batches()
    const { heartbeatAt } = await row()
    await delay(1200)
    expect(batches()).toBe(done)
    expect(await row()).toMatchObject({ status: 'paused', active: 1, rate: null })
    expect((await row()).heartbeatAt.getTime()).toBeGreaterThan(heartbeatAt.getTime())

    await ask('resume')
    await vi.waitFor(() => expect(batches()).toBeGreaterThan(done), 1000)
    expect(await row()).toMatchObject({ status: 'running', requestedAction: null })
    await working
    expect(batches()).toBe(150)
    expect(carriedOut).toEqual(['pause', 'resume'])
  })

  it('can be paused again and again', async () => {
    const { ask, row, work, carriedOut } = await controlledRun()
    const working = work(400)
    for (const round of [1, 2, 3]) {
      await ask('pause')
      await vi.waitFor(async () => expect((await row()).status).toBe('paused'), 1000)
      await ask('resume')
      await vi.waitFor(async () => expect((await row()).status).toBe('running'), 1000)
      expect(carriedOut.length).toBeGreaterThanOrEqual(round * 2)
    }
    await working
    expect(carriedOut).toEqual(['pause', 'resume', 'pause', 'resume', 'pause', 'resume'])
  })

  it('and to resume before it came to pause, just goes on', async () => {
    const { ask, row, work, batches } = await controlledRun()
    await ask('pause')
    await ask('resume')
    await work(100)
    expect(batches()).toBe(100)
    expect(await row()).toMatchObject({ status: 'running', requestedAction: null })
  })

  it('holds all that work side by side, and lets all of them go on', async () => {
    const { ask, batches, carriedOut, row, work } = await controlledRun()
    const working = Promise.all([work(600), work(600), work(600)])
    await ask('pause')
    await vi.waitFor(async () => expect((await row()).status).toBe('paused'), 1000)
    await delay(50)
    const paused = batches()
    await delay(700)
    expect(batches()).toBe(paused)
    await ask('resume')
    await working
    expect(carriedOut).toEqual(['pause', 'resume'])
  })

  it('does not forget, while it is paused, what it is asked next', async () => {
    const { control, ask, carriedOut, row } = await controlledRun()
    await ask('pause')
    await delay(600)
    const waiting = control.checkpoint()
    await ask('cancel')
    await expect(waiting).rejects.toThrow(RunCancelledError)
    expect(carriedOut).toEqual(['pause', 'cancel'])
    expect(await row()).toMatchObject({ requestedAction: 'cancel' })
  })
})

describe('a run that an admin cancels', () => {
  it('ends between two batches, within a second', async () => {
    const { ask, work, carriedOut } = await controlledRun()
    const working = work()
    const askedAt = performance.now()
    await ask('cancel')
    await expect(working).rejects.toThrow(new RunCancelledError())
    expect(performance.now() - askedAt).toBeLessThan(1000)
    expect(carriedOut).toEqual(['cancel'])
  })

  it('ends when it is paused, too', async () => {
    const { ask, row, work } = await controlledRun()
    const working = work()
    await ask('pause')
    await vi.waitFor(async () => expect((await row()).status).toBe('paused'), 1000)
    await ask('cancel')
    await expect(working).rejects.toThrow('Cancelled.')
  })
})

describe('a process that is asked to end', () => {
  it('ends between two batches, with that reason', async () => {
    const controller = new AbortController()
    const { work, batches } = await controlledRun({ signal: controller.signal })
    const working = work()
    await vi.waitFor(() => expect(batches()).toBeGreaterThan(3))
    controller.abort(new Error('Stopped by SIGTERM.'))
    await expect(working).rejects.toThrow('Stopped by SIGTERM.')
  })

  it('ends at once when the run is paused', async () => {
    const controller = new AbortController()
    const { ask, row, work } = await controlledRun({ signal: controller.signal })
    const working = work()
    await ask('pause')
    await vi.waitFor(async () => expect((await row()).status).toBe('paused'), 1000)
    const askedAt = performance.now()
    controller.abort(new Error('Stopped by SIGTERM.'))
    await expect(working).rejects.toThrow('Stopped by SIGTERM.')
    expect(performance.now() - askedAt).toBeLessThan(100)
  })
})

it('a run that is over is asked for nothing', async () => {
  const { databaseFile } = temporaryDatabase()
  const prisma = open(databaseFile)
  const runId = await beginRun(prisma, { ...SETTINGS, modelCount: 1 })
  await prisma.run.update({ where: { id: runId }, data: { active: null, status: 'finished' } })
  expect(await requestAction(prisma, runId, 'pause')).toBe(false)
  expect(await requestAction(prisma, 99, 'pause')).toBe(false)
  expect((await prisma.run.findUniqueOrThrow({ where: { id: runId } })).requestedAction).toBeNull()
})
