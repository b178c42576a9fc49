import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { startCommand } from '../setup/commands'
import { followUnits } from '../setup/follow-units'
import { temporarySqlite } from '../setup/temporary'
import { AS_RUN } from './job-fixtures'
import { likedDrawings, publishedKinds } from './likes-fixtures'

/** What a run over SQLite publishes of the same drawings and likes. */
async function publishedAlone(changes: { uid?: string } = {}): Promise<string> {
  const alone = await likedDrawings({ opened: await temporarySqlite() })
  if (changes.uid) await alone.database.likes.writeLikes([{ userHash: 'new', uid: changes.uid }])
  await alone.run()
  return publishedKinds(alone.database)
}

/** Drawings over PostgreSQL, and a worker that does units of their runs. */
async function sharedDrawings() {
  const shared = await likedDrawings()
  const { databaseUrl, dataDir } = shared
  const stop = new AbortController()
  const database = await openDatabase({ databaseUrl, dataDir })
  const following = followUnits(database, dataDir, { signal: stop.signal, onUnit: () => {} })
  onTestFinished(async () => {
    stop.abort()
    await following
    await database.close()
  })
  return shared
}

it('where several workers share a run, all kinds of neighbours are those of a run over SQLite, taken over or not', async () => {
  const { database, run, heard } = await sharedDrawings()
  await run()
  expect(await publishedKinds(database)).toBe(await publishedAlone())
  await database.likes.writeLikes([{ userHash: 'new', uid: 'circle-teal' }])
  const { stages } = await heard()
  expect(stages).not.toContain('search')
  expect(stages).toContain('likes')
  expect(await publishedKinds(database)).toBe(await publishedAlone({ uid: 'circle-teal' }))
})

it.each(['take-over', 'tags', 'likes'])(
  'where the coordinator is killed in the stage %s or right after, another one comes to the same',
  async (stage) => {
    const { database, connection, environment, run, resume } = await sharedDrawings()
    await run()
    await database.likes.writeLikes([{ userHash: 'new', uid: 'circle-teal' }])
    await connection.react(
      'pause_in_stage',
      'AFTER UPDATE ON Run',
      { does: "UPDATE Run SET requestedAction = 'pause' WHERE id = NEW.id" },
      `NEW.stage = '${stage}' AND OLD.stage <> NEW.stage`,
    )
    const job = startCommand('precompute', AS_RUN, environment)
    onTestFinished(() => void job.kill('SIGKILL'))
    const status = () => connection.row('SELECT status FROM Run ORDER BY id DESC LIMIT 1')
    // A stage that is over at once is left before the run looks what it is asked for.
    await expect.poll(status).toEqual({ status: 'paused' })
    job.kill('SIGKILL')
    await once(job, 'exit')
    await connection.unreact('pause_in_stage')
    await connection.run('UPDATE Run SET requestedAction = NULL')
    await expect.poll(() => database.locks.isHeld('precompute')).toBe(false)
    await database.runs.closeDeadRuns('precompute')
    expect(await resume(2)).toMatchObject({ outcome: 'published' })
    expect(await publishedKinds(database)).toBe(await publishedAlone({ uid: 'circle-teal' }))
  },
)
