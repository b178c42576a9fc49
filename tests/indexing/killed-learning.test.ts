import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startCommand } from '../setup/commands'
import type { TestPlace } from '../setup/temporary'
import type { RawDatabase } from '../setup/raw-database'
import { AS_RUN, silent } from './job-fixtures'
import { likedDrawings, likesOfDrawings, listener, publishedKinds, RECIPE } from './likes-fixtures'

/** What a run publishes that nobody disturbs. */
async function undisturbed(recipe = RECIPE): Promise<string> {
  const { database, run } = await likedDrawings({ recipe })
  await run()
  return publishedKinds(database)
}

/** Kills a job in a stage, in which the database keeps it. */
async function killIn(stage: string, { connection, environment }: TestPlace & { connection: RawDatabase }) {
  const leaves = `OLD.stage = '${stage}' AND (NEW.stage <> OLD.stage OR NEW.active IS NULL)`
  await connection.react('slow', 'BEFORE UPDATE ON Run', { takesMs: 200_000 }, leaves)
  const job = startCommand('precompute', AS_RUN, environment)
  onTestFinished(() => void job.kill('SIGKILL'))
  const exit = once(job, 'exit')
  await expect
    .poll(() => connection.row('SELECT pid, stage FROM Run ORDER BY id DESC LIMIT 1'))
    .toMatchObject({ pid: job.pid, stage })
  await delay(Math.random() * 300)
  job.kill('SIGKILL')
  await exit
  await connection.unreact('slow')
}

describe('killed in the stage', () => {
  it.each(['likes', 'tag-places'])(
    '%s and resumed, the job publishes all kinds of neighbours, byte for byte, as an undisturbed one, and does not compare pictures again',
    async (stage) => {
      const place = await likedDrawings()
      await killIn(stage, place)
      await expect.poll(() => place.database.locks.isHeld('precompute')).toBe(false)
      const { notes, stages, observer } = listener()
      expect(await place.resume(1, { observer })).toMatchObject({ outcome: 'published' })
      expect(await publishedKinds(place.database)).toBe(await undisturbed())
      for (const done of ['project', 'search', 'near-duplicates']) expect(stages).not.toContain(done)
      // Killed in the stage itself, what was learned may have been kept already.
      if (stage !== 'likes') expect(notes.join()).not.toContain('It is learned from likes.')
      expect(await place.connection.findDamage()).toEqual([])
    },
  )

  it('take-over, the job takes over again what another run has made', async () => {
    const place = await likedDrawings()
    await place.run()
    await place.database.likes.writeLikes([{ userHash: 'new', uid: 'circle-teal' }])
    await killIn('take-over', place)
    await expect.poll(() => place.database.locks.isHeld('precompute')).toBe(false)
    expect(await place.resume(2)).toMatchObject({ outcome: 'published' })
    const other = await likedDrawings({
      likes: [...likesOfDrawings(), { userHash: 'new', uid: 'circle-teal' }],
    })
    await other.run()
    expect(await publishedKinds(place.database)).toBe(await publishedKinds(other.database))
  })
})

it('interrupted while it learns and resumed, a run compares neither pictures nor tags again; failed, it leaves nothing', async () => {
  const { database, run, resume } = await likedDrawings()
  const stop = new AbortController()
  const onStage = ({ name }: { name: string }) => {
    if (name === 'likes') stop.abort(new Error('Stopped.'))
  }
  await expect(run({ signal: stop.signal, observer: { ...silent, onStage } })).rejects.toThrow('Stopped.')
  expect(await database.neighbours.findKinds(1)).toEqual(['visual', 'tags'])
  const { stages, observer } = listener()
  expect(await resume(1, { observer })).toMatchObject({ outcome: 'published' })
  expect(stages).toEqual(['likes', 'tag-places', 'calibrate', 'review', 'publish'])
  expect(await publishedKinds(database)).toBe(await undisturbed())

  await database.likes.writeLikes([{ userHash: 'new', uid: 'circle-teal' }])
  const fail = ({ name }: { name: string }) => {
    if (name === 'likes') throw new Error('Something broke.')
  }
  await expect(run({ observer: { ...silent, onStage: fail } })).rejects.toThrow('Something broke.')
  expect(await database.neighbours.findKinds(2)).toEqual([])
})

/** So many that a process is at it still when it is killed. */
const LONG = { ...RECIPE, iterations: 3_000 }

it('killed while it learns, the job goes on after what was kept, to the same bits, and leaves nothing behind', async () => {
  const place = await likedDrawings({ recipe: LONG })
  const { database, dataDir, environment, resume } = place
  const file = path.join(dataDir, 'likes-learning.bin')
  const job = startCommand('precompute', AS_RUN, environment)
  onTestFinished(() => void job.kill('SIGKILL'))
  const exit = once(job, 'exit')
  while (!existsSync(file) && job.exitCode === null) await delay(5)
  job.kill('SIGKILL')
  await exit
  expect(existsSync(file)).toBe(true)
  await expect.poll(() => database.locks.isHeld('precompute')).toBe(false)
  const { notes, observer } = listener()
  expect(await resume(1, { observer })).toMatchObject({ outcome: 'published' })
  expect(notes.join('\n')).toMatch(/Learning from likes goes on after iteration [1-9]\d* of 3000\./)
  expect(await publishedKinds(database)).toBe(await undisturbed(LONG))
  expect(readdirSync(dataDir).filter((name) => name.startsWith('likes-learning'))).toEqual([])
})

it('what was kept of other likes, or is damaged, is not gone on from', async () => {
  const { database, dataDir, heard } = await likedDrawings()
  const file = path.join(dataDir, 'likes-learning.bin')
  for (const [bytes, uid] of [
    ['', 'circle-teal'],
    ['{"done":3}\n', 'square-teal'],
    [readFileSync(import.meta.filename), 'triangle-teal'],
  ] as const) {
    writeFileSync(file, bytes)
    await database.likes.writeLikes([{ userHash: 'new', uid }])
    const { result, notes } = await heard()
    expect(result).toMatchObject({ outcome: 'published' })
    expect(notes).not.toContain('goes on after')
    expect(existsSync(file)).toBe(false)
  }
})
