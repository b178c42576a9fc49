import { describe, expect, it } from 'vitest'
import { RunLostError } from '@/lib/jobs/held-lock'
import type { Job, JobContext, Resumable } from '@/lib/jobs/job'
import { runJob } from '@/lib/jobs/run-job'
import { folderStorage } from '@/lib/storage/files'
import { temporaryDatabase } from '../setup/temporary'

const observer = { onStage() {}, onProgress() {}, onNote() {} }

/** A job of one stage, which does what is given. */
function jobOf(work: (context: JobContext) => Promise<void>): Job<Resumable, JobContext, string> {
  return {
    name: 'crawl',
    runName: 'made-up run',
    script: 'made-up',
    busy: () => 'It is at it already.',
    stages: [
      {
        name: 'only',
        title: 'At work',
        load: async () => ({
          async run(context) {
            await context.enter(1)
            await work(context)
            await context.checkpoint()
            return { result: 'done' }
          },
        }),
      },
    ],
    async begin(_, { database }) {
      const runId = await database.crawls.beginCrawlRun('{}', 'shell', 'a')
      return {
        runId,
        context: (given) => given,
        recordCounts: async () => {},
        conclude: async () => void (await database.runs.endRun(runId, 'finished', null)),
      }
    },
  }
}

describe('a job whose lock goes with the database', () => {
  async function place() {
    const { database, dataDir, connection } = await temporaryDatabase()
    /** Ends the connections of whoever holds a lock: from here it looks as if the database had gone. */
    const cutOff = async () => {
      await connection.rows(
        `SELECT pg_terminate_backend(pid) FROM pg_locks
         WHERE locktype = 'advisory' AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      )
    }
    return { database, cutOff, options: { database, dataDir, storage: folderStorage(dataDir), observer } }
  }

  it('takes it again, and goes on', async () => {
    const { database, cutOff, options } = await place()
    expect(await runJob(jobOf(cutOff), {}, options)).toBe('done')
    expect(await database.runs.findRun(1)).toMatchObject({ status: 'finished' })
    expect(await database.locks.isHeld('crawl')).toBe(false)
  })

  it('gives the run up when another process was quicker, and leaves it as that one has it', async () => {
    const { database, cutOff, options } = await place()
    const job = jobOf(async ({ checkpoint }) => {
      for (let lock = null; lock === null; lock = await database.locks.acquire('crawl')) await cutOff()
      await new Promise((resolve) => setTimeout(resolve, 200))
      await checkpoint()
    })
    await expect(runJob(job, {}, options)).rejects.toThrow(RunLostError)
    expect(await database.runs.findRun(1)).toMatchObject({ status: 'running', active: 1, error: null })
  })

  it('gives the run up when somebody else has ended it', async () => {
    const { database, options } = await place()
    const job = jobOf(async ({ runId, signal }) => {
      await database.runs.endRun(runId, 'failed', 'By another.')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    })
    await expect(runJob(job, {}, options)).rejects.toThrow(
      'Run 1 is not active any more: somebody has ended it.',
    )
    expect(await database.runs.findRun(1)).toMatchObject({ status: 'failed', error: 'By another.' })
  })

  it('begins nothing while a run waits for a worker', async () => {
    const { database, options } = await place()
    await database.crawls.addWaitingCrawl('{}')
    await expect(
      runJob(
        jobOf(async () => {}),
        {},
        options,
      ),
    ).rejects.toThrow(
      'Made-up run 1 waits for a worker. Start one (npm run worker), or cancel it on the dashboard.',
    )
    expect(await database.runs.findRun(1)).toMatchObject({ status: 'waiting', active: 1 })
  })
})
