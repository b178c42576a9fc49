import 'server-only'
import { env } from '@/lib/facts/env'
import { removeRunLog } from '@/lib/jobs/run-log'
import { ProblemError } from '@/lib/http/problem'
import { database } from '@/lib/serving/database'
import { write } from '@/lib/serving/write'
import { audit } from '../audit'
import { refusal, type RunAction } from './run-actions'
import { isAlive, requireRun, type RunKind } from './run-kind'
import { startRun } from './start-run'
import type { RunView } from '../views'

/**
 * Does with a run what is asked, or asks the process behind it to, which it does within a batch. Returns the run as it
 * is then.
 *
 * @throws ProblemError 404 for an unknown run, 409 for an action that does not fit the state it is in.
 */
export async function steerRun(
  request: Request,
  kind: RunKind<RunView>,
  id: number,
  action: RunAction,
): Promise<RunView> {
  const run = await requireRun(kind, id)
  if (!run.actions.includes(action)) throw new ProblemError(409, refusal(id, action, stateOf(run)))
  await carryOut(kind, run, action)
  audit(request, `${action} ${kind.noun}`, { runId: id })
  return action === 'delete' ? run : requireRun(kind, id)
}

function stateOf(run: RunView & { hasTable?: boolean; isPublished?: boolean }) {
  return { status: run.status, hasTable: run.hasTable ?? false, isPublished: run.isPublished ?? false }
}

async function carryOut(kind: RunKind<RunView>, run: RunView, action: RunAction): Promise<void> {
  switch (action) {
    case 'resume':
      if (run.status !== 'paused') return void (await startRun(kind, { resumedId: run.id }))
      return ask(run, action)
    case 'cancel':
      // Nobody would hear of it.
      if (database().units.isShared && !(await isAlive(kind.job.name))) return cancel(run)
      return ask(run, action)
    case 'pause':
      return ask(run, action)
    case 'publish':
      return write(() => database().indexRuns.republishRun(run.id, { withdrawNewer: true }))
    case 'discard':
      return write(() => database().indexRuns.discardRun(run.id))
    case 'delete':
      await write(() => database().indexRuns.deleteRun(run.id))
      await removeRunLog({ database: database(), dataDir: env().dataDir }, run.id)
  }
}

/** Ends a run that no process is behind. One that has just taken it up will find so. */
async function cancel(run: RunView): Promise<void> {
  const { runs, units } = database()
  if (!(await write(() => runs.endRun(run.id, 'cancelled', null)))) throw hasEnded(run, 'cancel')
  await units.clear(run.id)
}

async function ask(run: RunView, action: 'pause' | 'resume' | 'cancel'): Promise<void> {
  if (await write(() => database().runs.requestAction(run.id, action))) return
  throw hasEnded(run, action)
}

function hasEnded({ id }: RunView, action: RunAction): ProblemError {
  return new ProblemError(409, `Run ${id} has ended meanwhile: one cannot ${action} it.`)
}
