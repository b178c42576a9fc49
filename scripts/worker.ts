import { availableParallelism, constants, setPriority } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { Command, interruptSignal, Option, runCommand, UserError } from '@/lib/cli/command'
import { openCheckedStorage } from '@/lib/cli/open-storage'
import { plural } from '@/lib/cli/plural'
import { crawlJob } from '@/lib/crawling/job'
import { DEFAULT_PATIENCE } from '@/lib/crawling/sketchfab-api'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import { indexJob } from '@/lib/indexing/job'
import { sharedJob } from '@/lib/jobs/shared-job'
import { threadsEach } from '@/lib/jobs/threads-each'
import { work } from '@/lib/jobs/worker'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { ended, startChild, stopWhenAsked } from './child-processes.mjs'
import { root } from './project.mjs'

/** How long until another worker takes the place of one that has died; doubled from death to death. */
const PAUSE_MS = 1_000
const MAX_PAUSE_MS = 60_000

const command = new Command('npm run worker --')
  .description(
    'Works on what runs have left to do, over a PostgreSQL that machines share, until it is stopped.\n' +
      'WORKERS says how many processes do so here, by default one a core.',
  )
  .addOption(new Option('--one').hideHelp())
  .action(async ({ one = false }: { one?: true | false }) => (one ? workHere() : keepWorkers()))

/** Works in this process. */
async function workHere(): Promise<void> {
  const signal = interruptSignal()
  // Whoever reads the site meanwhile comes first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const {
    dataDir,
    engine: setting,
    sketchfabApiUrl: apiUrl,
    sketchfabApiToken: apiToken,
    likesSecret,
  } = env()
  const database = await openDatabase(env())
  const storage = await openCheckedStorage('write')
  const settings = { ...DEFAULT_PATIENCE, apiUrl, apiToken, likesSecret }
  const jobs = [
    sharedJob(indexJob, (resumedId) => ({ resumedId, engine: setting })),
    sharedJob(crawlJob, (resumedId) => ({ resumedId, settings })),
  ]
  const say = (line: string) => console.log(`Worker ${process.pid} ${line}.`)
  const engine = (await ownEngine()).name
  const threads = threadsEach(availableParallelism(), env().workers)
  await work({ database, dataDir, storage, threads, jobs, engine, signal, say })
  // A unit that it has given up is free as soon as this process is gone.
  process.exit(0)
}

/** What runs encoders here, of whatever kind. */
const ownEngine = () => chooseEngine(env().engine, { name: 'any', layers: [] })

/** Has so many processes work here, and others take the place of those that die. */
async function keepWorkers(): Promise<void> {
  const signal = interruptSignal()
  stopWhenAsked()
  const database = await openDatabase(env())
  const { isShared } = database.units
  await database.close()
  if (!isShared) {
    throw new UserError(
      'Workers share the work of runs over PostgreSQL; this is an SQLite database, whose runs do their work themselves (npm run precompute). ' +
        'To have workers, set DATABASE_URL=postgresql://user:password@host:5432/database in .env, on every machine.',
    )
  }
  await ownEngine()
  await openCheckedStorage('write')
  const { workers } = env()
  const threads = threadsEach(availableParallelism(), workers)
  console.log(`${plural(workers, 'worker')} (WORKERS) of ${plural(threads, 'thread')}; Ctrl-C stops.`)
  await Promise.all(Array.from({ length: workers }, () => keepOne(signal)))
}

async function keepOne(signal: AbortSignal): Promise<void> {
  for (let pause = PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, MAX_PAUSE_MS)) {
    const startedAt = performance.now()
    const program = ['--import', 'tsx', 'scripts/worker.ts', '--one']
    const worker = startChild(process.execPath, program, { cwd: root, output: ['inherit', 'inherit'] })
    const { code, signal: killed } = await ended(worker)
    if (signal.aborted) return
    if (performance.now() - startedAt > MAX_PAUSE_MS) pause = PAUSE_MS
    console.error(
      `Worker ${worker.pid} has ended with ${killed ?? `exit code ${code}`}. Another one starts in ${pause / 1000} s.`,
    )
    await delay(pause, undefined, { signal }).catch(() => {})
  }
}

await runCommand(command)
