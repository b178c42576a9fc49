import type { PrismaClient } from '../sqlite/generated/client'
import { statement, type Work } from '../statement'

/** What a job may be asked to do while its run is active. */
export type RequestedAction = 'pause' | 'resume' | 'cancel'
export type RunStatus = 'running' | 'paused' | 'interrupted' | 'failed' | 'cancelled' | 'finished'
export type StartedBy = 'shell' | 'dashboard'

/** How far a run is: `rate` is of the stage, a second. */
export type RunProgress = { stage: string; done: number; total: number; rate: number | null }

/** What every new run begins with. */
export function newRun(job: string, stage: string, startedBy: StartedBy) {
  const now = new Date()
  const alive = { status: 'running', active: 1, pid: process.pid, heartbeatAt: now }
  return { ...alive, job, stage, startedBy, startedAt: now }
}

const closeActive = statement<[string, string]>(
  `UPDATE Run SET active = NULL, status = 'interrupted', requestedAction = NULL, finishedAt = ?
   WHERE job = ? AND active = 1`,
)

/**
 * Closes a run that a process left active when it died. Only the holder of the job's lock may call this: nobody
 * else knows that no process is behind it.
 */
export function* closeDeadRuns(job: string): Work<void> {
  yield* closeActive.run(new Date().toISOString(), job)
}

/** In these a run has stopped short of its end, and can go on from what is stored. */
const RESUMABLE = ['interrupted', 'failed']

/** @throws Error for a run that did not stop short. */
export function assertResumable(runId: number, status: string): void {
  if (RESUMABLE.includes(status)) return
  throw new Error(
    `Run ${runId} cannot be resumed: it is ${status}. Only one that was interrupted or failed can.`,
  )
}

/** Makes a run that had ended the active one again, in this process. */
export async function reviveRun(prisma: PrismaClient, runId: number): Promise<void> {
  const now = { status: 'running', active: 1, pid: process.pid, heartbeatAt: new Date() }
  await prisma.run.update({
    where: { id: runId },
    data: { ...now, finishedAt: null, error: null, requestedAction: null },
  })
}

/** Says that the run is alive and how far it is; returns what it was asked to do meanwhile. */
export async function reportRun(
  prisma: PrismaClient,
  runId: number,
  state: Partial<RunProgress> & { status?: 'running' | 'paused' },
): Promise<RequestedAction | null> {
  const { requestedAction } = await prisma.run.update({
    where: { id: runId },
    data: { ...state, heartbeatAt: new Date() },
    select: { requestedAction: true },
  })
  return requestedAction === 'pause' || requestedAction === 'resume' || requestedAction === 'cancel'
    ? requestedAction
    : null
}

/** Takes note that an action was carried out, unless another has been asked for since. */
export async function settleAction(
  prisma: PrismaClient,
  runId: number,
  action: RequestedAction,
): Promise<void> {
  await prisma.run.updateMany({
    where: { id: runId, requestedAction: action },
    data: { requestedAction: null },
  })
}

/** Asks the process behind an active run to do something. False when the run is not active (any more). */
export async function requestAction(
  prisma: PrismaClient,
  runId: number,
  requestedAction: RequestedAction,
): Promise<boolean> {
  const { count } = await prisma.run.updateMany({
    where: { id: runId, active: 1 },
    data: { requestedAction },
  })
  return count === 1
}

/** What to write when a run has ended. */
export function ended(status: RunStatus, error: string | null = null) {
  return { status, error, active: null, requestedAction: null, rate: null, finishedAt: new Date() }
}

/**
 * Ends an active run. False when it has ended already, and is left as it is: readers may see it.
 */
export async function endRun(
  prisma: PrismaClient,
  runId: number,
  status: RunStatus,
  error: string | null,
): Promise<boolean> {
  const { count } = await prisma.run.updateMany({
    where: { id: runId, active: 1 },
    data: ended(status, error),
  })
  return count === 1
}

/** Keeps what was measured of a run: seconds a stage, and the peak memory of the process in megabytes. */
export async function recordMetrics(
  prisma: PrismaClient,
  runId: number,
  metrics: Record<string, number>,
): Promise<void> {
  await prisma.run.update({ where: { id: runId }, data: { metrics: JSON.stringify(metrics) } })
}

/** The run of a job that is marked active; whether a process is behind it only the job's lock tells. */
export async function findActiveRunId(prisma: PrismaClient, job: string): Promise<number | null> {
  const run = await prisma.run.findUnique({
    where: { job_active: { job, active: 1 } },
    select: { id: true },
  })
  return run?.id ?? null
}

/** The id of the newest run of all; 0 when there is none. */
export async function findLatestRunId(prisma: PrismaClient): Promise<number> {
  const run = await prisma.run.findFirst({ orderBy: { id: 'desc' }, select: { id: true } })
  return run?.id ?? 0
}

/** The run that a process has begun, or gone on with if it is `resumedId`; null as long as it has not. */
export async function findRunOfProcess(
  prisma: PrismaClient,
  pid: number,
  { after, resumedId }: { after: number; resumedId?: number },
): Promise<number | null> {
  const run = await prisma.run.findFirst({
    where: { pid, OR: [{ id: { gt: after } }, { id: resumedId ?? -1 }] },
    orderBy: { id: 'desc' },
    select: { id: true },
  })
  return run?.id ?? null
}
