import { describe, expect, it } from 'vitest'
import type { Job, JobContext, Next } from '@/lib/jobs/job'
import { type JobObserver, runJob } from '@/lib/jobs/run-job'
import { readRunLog } from '@/lib/jobs/run-log'
import { folderStorage } from '@/lib/storage/files'
import type { RawDatabase } from '../setup/raw-database'
import { temporaryDatabase } from '../setup/temporary'

type Work = (context: JobContext) => Promise<Next<string>>

/** A job that nobody knows of, whose stages are called by their names here and do what is given. */
function jobOf(
  stages: Record<string, Work>,
): Job<{ isNothing?: boolean; resumedId?: number }, JobContext, string> {
  return {
    name: 'made-up',
    runName: 'made-up run',
    script: 'made-up',
    busy: () => 'It is at it already.',
    stages: Object.entries(stages).map(([name, run]) => ({
      name,
      title: `${name} in words`,
      load: async () => ({ run }),
    })),
    async begin(asked, { database }) {
      if (asked.isNothing) return { result: 'nothing to do' }
      const runId = await database.crawls.beginCrawlRun('{}', 'shell')
      return {
        runId,
        context: (given) => given,
        recordCounts: async () => {},
        conclude: async () => void (await database.runs.endRun(runId, 'finished', null)),
      }
    },
  }
}

async function place() {
  const told: string[] = []
  const observer: JobObserver = {
    onStage: ({ title }, total) => void told.push(`${title} ${total}`),
    onProgress: (done, detail) => void told.push(`${done} ${detail}`),
    onNote: (note) => void told.push(note),
  }
  const opened = await temporaryDatabase()
  return { ...opened, storage: folderStorage(opened.dataDir), observer, told }
}

const rows = (connection: RawDatabase) => connection.rows('SELECT status, stage, active, error FROM Run')

describe('the stages of a job', () => {
  it('follow one another, and one may have the one before it done once more', async () => {
    const options = await place()
    let searches = 0
    const job = jobOf({
      async project({ enter, note }) {
        await enter(7)
        note('Fitted.')
      },
      async search({ enter, progress }) {
        await enter(3, 1)
        progress(2, 'of them well')
        return ++searches === 1 ? 'back' : undefined
      },
      passed: async () => {},
      publish: async ({ seconds }) => ({ result: Object.keys(seconds).join() }),
    })
    expect(await runJob(job, {}, options)).toBe('project,search')
    const round = ['project in words 7', 'Fitted.', 'search in words 3', '2 of them well']
    expect(options.told).toEqual([...round, ...round])
    const logged = async () => (await readRunLog(options, 1)).lines.map(({ message }) => message)
    await expect
      .poll(logged)
      .toEqual([
        'Stage project begins.',
        'Fitted.',
        'Stage project is done.',
        'Stage search begins.',
        'Stage search is done.',
        'Stage project begins.',
        'Fitted.',
        'Stage project is done.',
        'Stage search begins.',
        'Stage search is done.',
      ])
  })

  it('fail with the reason, which is kept, and nobody has the lock then', async () => {
    const options = await place()
    const job = jobOf({
      async only({ enter }) {
        await enter(1)
        throw new Error('There is no paper.')
      },
    })
    await expect(runJob(job, {}, options)).rejects.toThrow('There is no paper.')
    expect(await rows(options.connection)).toEqual([
      { status: 'failed', stage: 'only', active: null, error: 'There is no paper.' },
    ])
    expect(await options.database.locks.isHeld('made-up')).toBe(false)
  })

  it('have to come to a result', async () => {
    const options = await place()
    await expect(runJob(jobOf({ one: async () => {}, two: async () => {} }), {}, options)).rejects.toThrow(
      'The stages one, two came to no result.',
    )
  })
})

it('a job whose work is done already begins no run', async () => {
  const options = await place()
  expect(await runJob(jobOf({}), { isNothing: true }, options)).toBe('nothing to do')
  expect(await rows(options.connection)).toEqual([])
})

it('of two processes at the same job the second is told so, and begins nothing', async () => {
  const options = await place()
  const lock = await options.database.locks.acquire('made-up')
  await expect(runJob(jobOf({}), {}, options)).rejects.toThrow('It is at it already.')
  await lock?.release()
  expect(await rows(options.connection)).toEqual([])
})
