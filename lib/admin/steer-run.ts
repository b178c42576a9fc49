import 'server-only'
import { deleteRun, discardRun, republishRun } from '@/lib/db/index-runs'
import { requestAction } from '@/lib/db/runs'
import { env } from '@/lib/env'
import { removeRunLog } from '@/lib/runs/run-log'
import { database } from '@/lib/serving/database'
import { ProblemError } from '@/lib/serving/problems'
import { audit } from './audit'
import { requireIndexRun } from './index-runs'
import { refusal, type RunAction } from './run-actions'
import { resumeIndexRun } from './start-run'
import type { IndexRunView } from './views'

/**
 * Does with a run what is asked, or asks the process behind it to, which it does within a batch.
 *
 * @throws ProblemError 404 for an unknown run, 409 for an action that does not fit the state it is in.
 */
export async function steerIndexRun(request: Request, id: number, action: RunAction): Promise<IndexRunView> {
  const run = await requireIndexRun(id)
  if (!run.actions.includes(action)) throw new ProblemError(409, refusal(id, action, run))
  await carryOut(run, action)
  await audit(request, `${action} run`, { runId: id })
  return action === 'delete' ? run : requireIndexRun(id)
}

async function carryOut(run: IndexRunView, action: RunAction): Promise<void> {
  const { prisma } = database()
  switch (action) {
    case 'resume':
      if (run.status !== 'paused') return void (await resumeIndexRun(run.id))
      return ask(run, action)
    case 'pause':
    case 'cancel':
      return ask(run, action)
    case 'publish':
      return republishRun(prisma, run.id, { withdrawNewer: true })
    case 'discard':
      return discardRun(prisma, run.id)
    case 'delete':
      await deleteRun(prisma, run.id)
      removeRunLog(env().dataDir, run.id)
  }
}

async function ask(run: IndexRunView, action: 'pause' | 'resume' | 'cancel'): Promise<void> {
  if (await requestAction(database().prisma, run.id, action)) return
  throw new ProblemError(409, `Run ${run.id} has ended meanwhile: it cannot ${action}.`)
}
