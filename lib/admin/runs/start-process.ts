import 'server-only'
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { env } from '@/lib/facts/env'
import { openJobOutput, readLastLines } from '@/lib/jobs/job-output'
import { openRunLog } from '@/lib/jobs/run-log'
import { database } from '@/lib/serving/database'

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 50
/** Done, failed with a reason, bad usage, or stopped by a signal that it listens to. */
const TOLD_BY_ITSELF = [0, 1, 2, 129, 130, 143]

export type StartedProcess = { runId: number } | { runId: null; complaint: string }

/**
 * Starts one of the project's commands as a process of its own, which outlives this server, and waits until its run
 * is in the database. When it ends before, `complaint` is what it said last, or how it ended.
 *
 * @param resumedId the run that it is to go on with, if it is not to begin one
 */
export async function startProcess(
  script: string,
  args: readonly string[],
  resumedId?: number,
): Promise<StartedProcess> {
  const { dataDir } = env()
  const after = await database().runs.findLatestRunId()
  const output = openJobOutput(dataDir)
  const child = spawnDetached(script, args, output)
  try {
    const deadline = performance.now() + PATIENCE_MS
    while (performance.now() < deadline) {
      const hasEnded = child.exitCode !== null || child.signalCode !== null || child.pid === undefined
      const runId = await database().runs.findRunOfProcess(child.pid ?? -1, { after, resumedId })
      if (runId !== null) {
        logDeath(child, output, dataDir, runId)
        return { runId }
      }
      if (hasEnded) return { runId: null, complaint: complaintOf(child, readLastLines(output)) }
      await delay(LOOK_EVERY_MS)
    }
    child.kill()
    const said = readLastLines(output)
    const complaint = `${script} has not begun within ${PATIENCE_MS / 1000} s, and was stopped.`
    return { runId: null, complaint: said === '' ? complaint : `${complaint} It had said:\n${said}` }
  } finally {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) closeSync(output)
    else child.once('exit', () => closeSync(output))
  }
}

/** Writes into the log of a run how its process ended, and what it said last, when it could not do so itself. */
function logDeath(child: ChildProcess, output: number, dataDir: string, runId: number): void {
  child.once('exit', (exitCode, signal) => {
    if (signal === null && TOLD_BY_ITSELF.includes(exitCode ?? 0)) return
    const how = signal ?? `exit code ${exitCode}`
    openRunLog({ database: database(), dataDir }, runId).error(
      { said: readLastLines(output) },
      `The process ended with ${how}.`,
    )
  })
}

/** What a job that ended before it began has said last, and where that says nothing, how it ended. */
function complaintOf(child: ChildProcess, said: string): string {
  const { exitCode, signalCode } = child
  if (child.pid === undefined)
    return 'The job could not be started: there may be no memory or processes left.'
  const how = signalCode === null ? `exit code ${exitCode}` : signalCode
  const ended = `The job ended before it began, with ${how}`
  if (said === '') return `${ended}, and said nothing.`
  return exitCode === 1 ? said : `${ended}:\n${said}`
}

/** In a session of its own, so that neither Ctrl-C on the server's terminal nor the server's end reaches it. */
function spawnDetached(script: string, args: readonly string[], output: number): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', output],
  })
  child.on('error', () => {})
  child.unref()
  return child
}
