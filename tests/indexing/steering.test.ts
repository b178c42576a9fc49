import type { RawDatabase } from '../setup/raw-database'
import { describe, expect, it } from 'vitest'
import { RunCancelledError } from '@/lib/jobs/run-control'
import { readRunLog } from '@/lib/jobs/run-log'
import { MANY_COLOURS } from '../setup/catalogue'
import {
  adminOf,
  askingIn,
  catalogueOfDrawings,
  count,
  publishedTable,
  silent,
  slowEmbedding,
  tableOf,
  undisturbedTable,
} from './job-fixtures'

/** Nine batches of drawings. */
const manyDrawings = () => catalogueOfDrawings({ colours: MANY_COLOURS })
const MANY = 72

/** What `act` does happens once the first batch has been embedded. */
function afterFirstBatch(act: () => unknown) {
  let isDone = false
  return {
    ...silent,
    onProgress() {
      if (!isDone) act()
      isDone = true
    },
  }
}

const embeddedBy = (connection: RawDatabase, runId: number) =>
  connection.values<string>('SELECT thumbnailHash FROM Embedding WHERE runId = ?', runId)

it('a run tells how far the search is in either of its two passes', async () => {
  const { run } = await catalogueOfDrawings()
  const told: { stage: string; done: number[] }[] = []
  await run({
    observer: {
      ...silent,
      onStage: ({ name }) => void told.push({ stage: name, done: [] }),
      onProgress: (done) => void told.at(-1)?.done.push(done),
    },
  })
  expect(told.find(({ stage }) => stage === 'search')?.done).toEqual([12, 24])
})

describe('a paused run', () => {
  it('embeds nothing more until it is resumed, and then publishes the table of an undisturbed one', async () => {
    const place = await manyDrawings()
    const { database, connection, dataDir, run } = place
    const admin = await adminOf(place)
    // It is to hear of what it is asked while it still embeds.
    const hurry = await slowEmbedding(connection)
    const running = run({ observer: afterFirstBatch(() => admin.ask('pause')) })
    await admin.paused()

    const embedded = Number(await count(connection, 'Embedding'))
    expect(embedded).toBeGreaterThan(0)
    expect(embedded).toBeLessThan(MANY)
    await admin.beats(2)
    expect(await count(connection, 'Embedding')).toBe(embedded)
    expect(await admin.row(1)).toMatchObject({
      status: 'paused',
      stage: 'embed',
      done: embedded,
      total: MANY,
    })
    expect(await publishedTable(database)).toBe('nothing published')

    await hurry()
    await admin.ask('resume')
    expect(await running).toMatchObject({ outcome: 'published', counts: { embeddedCount: MANY } })
    expect(await publishedTable(database)).toBe(await undisturbedTable(MANY_COLOURS))
    expect((await readRunLog({ database, dataDir }, 1)).lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['Asked to pause.', 'Asked to resume.']),
    )
  })
})

describe('a cancelled run', () => {
  it('keeps what it has embedded, and changes nothing about what is published', async () => {
    const place = await manyDrawings()
    const { database, connection, run, resume } = place
    const admin = await adminOf(place)
    await run({ neighbours: 3 })
    const table = await publishedTable(database)

    await slowEmbedding(connection)
    const observer = afterFirstBatch(() => admin.ask('cancel'))
    await expect(run({ mode: 'all', observer })).rejects.toThrow(RunCancelledError)
    expect(await admin.row(2)).toMatchObject({
      status: 'cancelled',
      active: null,
      error: new RunCancelledError().message,
      requestedAction: null,
      index: { outcome: null },
    })
    const kept = (await embeddedBy(connection, 2)).length
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(MANY)
    expect(await count(connection, 'Embedding')).toBe(MANY)
    expect(await publishedTable(database)).toBe(table)
    await expect(resume(2)).rejects.toThrow('Run 2 cannot be resumed: it is cancelled.')
  })

  it.each(['embed', 'project', 'search', 'review'] as const)(
    'in the stage %s, ends within it and leaves no neighbours behind',
    async (stage) => {
      const place = await catalogueOfDrawings()
      const { database, connection, dataDir, run, otherRecipe } = place
      // Of another recipe, so that nothing of what it makes is there yet.
      await run({ recipe: otherRecipe })
      const table = await publishedTable(database)
      await expect(run({ observer: askingIn(stage, 'cancel', connection) })).rejects.toThrow(
        RunCancelledError,
      )
      expect(await (await adminOf(place)).row(2)).toMatchObject({ status: 'cancelled', active: null, stage })
      const said = (await readRunLog({ database, dataDir }, 2)).lines.map(({ message }) => message)
      // To compare is over before anything can be asked.
      if (stage !== 'review') expect(said).not.toContain(`Stage ${stage} is done.`)
      expect(await tableOf(database, 2)).toBe('')
      expect(await publishedTable(database)).toBe(table)
    },
  )
})

describe('an interrupted run', () => {
  it.each(['missing', 'all'] as const)(
    'of mode %s, resumed, embeds no thumbnail again and publishes the table of an undisturbed one',
    async (mode) => {
      const place = await manyDrawings()
      const { database, connection, run, resume } = place
      const admin = await adminOf(place)
      if (mode === 'all') await run({ neighbours: 3 })
      const runId = mode === 'all' ? 2 : 1
      const controller = new AbortController()
      const hurry = await slowEmbedding(connection)
      const observer = afterFirstBatch(() => controller.abort(new Error('Stopped by the test.')))
      await expect(run({ mode, observer, signal: controller.signal })).rejects.toThrow('Stopped by the test.')
      expect(await admin.row(runId)).toMatchObject({ status: 'interrupted', active: null })
      const made = await embeddedBy(connection, runId)
      expect(made.length).toBeGreaterThan(0)
      expect(made.length).toBeLessThan(MANY)
      await hurry()

      const stages: [string, number][] = []
      const progress: number[] = []
      const result = await resume(runId, {
        observer: {
          ...silent,
          onStage: ({ name }, total) => void stages.push([name, total]),
          onProgress: (done) => void progress.push(done),
        },
      })
      expect(result).toMatchObject({ outcome: 'published', runId, counts: { failureCount: 0 } })
      expect(result.counts.embeddedCount + result.counts.reusedCount).toBe(MANY)
      expect(stages[0]).toEqual(['embed', MANY])
      expect(progress[0]).toBeGreaterThanOrEqual(made.length)
      expect(await embeddedBy(connection, runId)).toEqual(expect.arrayContaining(made))
      expect(await embeddedBy(connection, runId)).toHaveLength(MANY)
      expect(await admin.row(runId)).toMatchObject({
        status: 'finished',
        error: null,
        index: { outcome: 'published', mode },
      })
      expect(await publishedTable(database)).toBe(await undisturbedTable(MANY_COLOURS))
    },
  )

  it('is resumed with the neighbours and the engine that it began with', async () => {
    const place = await catalogueOfDrawings()
    const signal = AbortSignal.abort(new Error('Stopped by the test.'))
    await expect(place.run({ neighbours: 7, engine: 'wasm', signal })).rejects.toThrow('Stopped')
    await place.resume(1)
    expect((await (await adminOf(place)).row(1)).index).toMatchObject({ neighbours: 7, engine: 'wasm' })
    expect((await publishedTable(place.database)).split('\n')).toHaveLength(24 * 7)
  })
})

describe('refused, with the reason, is to resume', () => {
  it('a run that is finished, or that is none', async () => {
    const { database, connection, run, resume } = await catalogueOfDrawings()
    await run()
    const table = await publishedTable(database)
    await expect(resume(1)).rejects.toThrow(
      'Run 1 cannot be resumed: it is finished. Only one that was interrupted or failed can.',
    )
    await expect(resume(2)).rejects.toThrow('There is no index run 2.')
    expect(await publishedTable(database)).toBe(table)
    expect(await count(connection, 'Run')).toBe(1)
  })

  it('one whose recipe computes something else by now', async () => {
    const place = await catalogueOfDrawings()
    const signal = AbortSignal.abort(new Error('Stopped by the test.'))
    await expect(place.run({ signal })).rejects.toThrow('Stopped by the test.')
    await place.connection.run("UPDATE IndexRun SET recipeId = 'small-0'")
    await expect(place.resume(1)).rejects.toThrow(
      /^Run 1 cannot be resumed: the recipe small was small-0 then and is \S+ now\. Start a new run\.$/,
    )
    expect(await (await adminOf(place)).row(1)).toMatchObject({ status: 'interrupted', active: null })
  })
})
