import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { database } from '@/lib/serving/database'
import { ProblemError } from '@/lib/http/problem'
import { activeProblem, leaveToWorker } from './leave-to-worker'
import { isAlive, type RunKind } from './run-kind'
import { startProcess } from './start-process'
import type { RunView } from '../views'

/** A process takes a few seconds to begin, on a slow machine. */
const ROW_PATIENCE_MS = 15_000
const LOOK_EVERY_MS = 50

declare global {
  /** What is being started, by job. Here because Next evaluates modules more than once in a process. */
  var recASketchStarting: Map<string, Promise<unknown>> | undefined
}

/** What a new run is asked for, or one that stopped short and is to go on. */
type AskedOfJob =
  | {
      options: object
      /** Makes a run of the same options that waits for a worker; null when another one is active. */
      addWaiting: () => Promise<number | null>
    }
  | { resumedId: number }

/**
 * Starts a job as a process of its own, or over a shared database has it wait for a worker, and returns its run.
 *
 * @throws ProblemError 409 naming the run that is active; 422 with the job's own words when it ended before it began; 503
 *   when no worker would take it up
 */
export async function startRun(kind: RunKind<RunView>, asked: AskedOfJob): Promise<number> {
  globalThis.recASketchStarting ??= new Map()
  const starting = globalThis.recASketchStarting
  // Who starts the same in the same instant is told of the run that begins, however long it takes to do so.
  const result = Promise.allSettled([starting.get(kind.job.name)]).then(() => start(kind, asked))
  starting.set(kind.job.name, result)
  return result
}

async function start(kind: RunKind<RunView>, asked: AskedOfJob): Promise<number> {
  if (database().units.isShared)
    return leaveToWorker(kind, 'options' in asked ? asked.addWaiting : resume(asked))
  await assertNoneActive(kind)
  const resumedId = 'resumedId' in asked ? asked.resumedId : undefined
  const what =
    'options' in asked ? `--options=${JSON.stringify(asked.options)}` : `--resume=${asked.resumedId}`
  const started = await startProcess(kind.job.script, ['--started-by=dashboard', what], resumedId)
  if (started.runId !== null) return started.runId
  // Another one may have been first by an instant.
  await assertNoneActive(kind)
  throw new ProblemError(422, started.complaint)
}

const resume =
  ({ resumedId }: { resumedId: number }) =>
  async () =>
    (await database().runs.awaitWorker(resumedId)) ? resumedId : null

/** @throws ProblemError 409 */
async function assertNoneActive({ job, address }: RunKind<RunView>): Promise<void> {
  const deadline = performance.now() + ROW_PATIENCE_MS
  while (await isAlive(job.name)) {
    const id = await database().runs.findActiveRunId(job.name)
    if (id !== null) throw activeProblem(job.runName, address, id)
    // A process that has only just begun has no run yet.
    if (performance.now() > deadline) {
      throw new ProblemError(
        409,
        'Another command is at the same work at the moment (npm run evaluate -- --compare, say). Wait until it is done.',
      )
    }
    await delay(LOOK_EVERY_MS)
  }
}
