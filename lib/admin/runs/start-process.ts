import 'server-only'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findLatestRunId, findRunOfProcess } from '@/lib/db/runs'
import { env } from '@/lib/env'
import { database } from '@/lib/serving/database'

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 50

export type StartedProcess = { runId: number } | { runId: null; complaint: string }

/**
 * Starts one of the project's commands as a process of its own, which outlives this server, and waits until its run
 * is in the database. When it ends before, `complaint` is what it said.
 *
 * @param resumedId the run that it is to go on with, if it is not to begin one
 */
export async function startProcess(
  script: string,
  args: readonly string[],
  resumedId?: number,
): Promise<StartedProcess> {
  const { prisma } = database()
  const after = await findLatestRunId(prisma)
  const complaints = path.join(env().dataDir, 'logs', `start-${randomUUID()}.txt`)
  mkdirSync(path.dirname(complaints), { recursive: true })
  const child = spawnDetached(script, args, complaints)
  try {
    const deadline = performance.now() + PATIENCE_MS
    while (performance.now() < deadline) {
      const hasEnded = child.exitCode !== null || child.signalCode !== null || child.pid === undefined
      const runId = await findRunOfProcess(prisma, child.pid ?? -1, { after, resumedId })
      if (runId !== null) return { runId }
      if (hasEnded) return { runId: null, complaint: readFileSync(complaints, 'utf8').trim() }
      await delay(LOOK_EVERY_MS)
    }
    child.kill()
    return { runId: null, complaint: `${script} has not begun within ${PATIENCE_MS / 1000} s.` }
  } finally {
    // Whoever writes to it still can: it only loses its name.
    rmSync(complaints, { force: true })
  }
}

/** In a session of its own, so that neither Ctrl-C on the server's terminal nor the server's end reaches it. */
function spawnDetached(script: string, args: readonly string[], complaints: string): ChildProcess {
  const output = openSync(complaints, 'a')
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', output],
  })
  closeSync(output)
  child.on('error', () => {})
  child.unref()
  return child
}
