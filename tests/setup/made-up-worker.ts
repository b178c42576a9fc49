// A worker over a job that nobody knows of. It is told by its environment where it works and what it is.
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { openDatabase } from '@/lib/database/database'
import { doUnits, reportsOf } from '@/lib/jobs/do-units'
import type { Job, JobContext, OpenUnits } from '@/lib/jobs/job'
import { sharedJob } from '@/lib/jobs/shared-job'
import { work } from '@/lib/jobs/worker'
import { folderStorage } from '@/lib/storage/files'

const { DATABASE_URL, DATA_DIR, VERSION, UNITS, UNIT_MS, THREADS, CLOCK_MS, IS_CLUMSY } = z
  .object({
    DATABASE_URL: z.string(),
    DATA_DIR: z.string(),
    VERSION: z.string(),
    UNITS: z.coerce.number(),
    UNIT_MS: z.coerce.number(),
    /** For engines. */
    THREADS: z.coerce.number().optional(),
    /** How far its clock is ahead. */
    CLOCK_MS: z.coerce.number().default(0),
    /** Whether its units fail. */
    IS_CLUMSY: z.stringbool().default(false),
  })
  .parse(process.env)

const { now } = Date
globalThis.Date = new Proxy(Date, {
  construct: (target, given, made) =>
    Reflect.construct(target, given.length === 0 ? [now() + CLOCK_MS] : given, made),
  get: (target, name) => (name === 'now' ? () => now() + CLOCK_MS : Reflect.get(target, name)),
})

const openUnits: OpenUnits = async ({ threads }) => {
  console.log(`units are opened for ${threads} threads`)
  return {
    async perform({ number }) {
      await delay(UNIT_MS)
      if (IS_CLUMSY) throw new Error(`Unit ${number} is of paper.`)
      return { report: JSON.stringify({ pid: process.pid }), data: null, images: 16 }
    },
    dispose: async () => {},
  }
}

const report = z.object({ pid: z.number() })

/** As many units as it is told, and in the end how many were done by which process. */
const job: Job<{ resumedId: number }, JobContext, string> = {
  name: 'crawl',
  runName: 'made-up run',
  script: 'made-up',
  busy: () => 'It is at it already.',
  stages: [
    {
      name: 'units',
      title: 'Doing units',
      load: async () => ({
        openUnits,
        async run(context) {
          await context.enter(UNITS)
          const payloads = Array.from({ length: UNITS }, (_, number) => JSON.stringify({ number }))
          await doUnits(context, 'units', payloads, openUnits)
          const counts: Record<string, number> = {}
          for await (const text of reportsOf(context, 'units')) {
            const { pid } = report.parse(JSON.parse(text))
            counts[pid] = (counts[pid] ?? 0) + 1
          }
          return { result: JSON.stringify(counts) }
        },
      }),
    },
  ],
  async begin({ resumedId: runId }, { database: { crawls, runs } }) {
    await crawls.findStoppedCrawl(runId)
    await runs.reviveRun(runId, VERSION)
    return {
      runId,
      context: (given) => given,
      recordCounts: async () => {},
      conclude: (counts) => crawls.finishCrawlRun(runId, { counts, outcome: 'finished' }),
    }
  },
}

const stop = new AbortController()
process.on('SIGTERM', () => stop.abort(new Error('Stopped.')))
await work({
  database: await openDatabase({ databaseUrl: DATABASE_URL, dataDir: DATA_DIR }),
  dataDir: DATA_DIR,
  storage: folderStorage(DATA_DIR),
  threads: THREADS,
  jobs: [sharedJob(job, (resumedId) => ({ resumedId }))],
  engine: 'made-up',
  version: VERSION,
  signal: stop.signal,
  say: (line) => console.log(line),
})
process.exit(0)
