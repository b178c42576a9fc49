import type { Prisma, PrismaClient } from '../sqlite/generated/client'
import { statement, type Work } from '../statement'

/** What a job may be asked to do while its run is active. */
export type RequestedAction = 'pause' | 'resume' | 'cancel'
export type RunStatus = 'waiting' | 'running' | 'paused' | 'interrupted' | 'failed' | 'cancelled' | 'finished'
export type StartedBy = 'shell' | 'dashboard'

/** How long a transaction of several statements may take: machines may be busy. */
export const PATIENT = { maxWait: 60_000, timeout: 60_000 }

/** How far a run is: `rate` is of the stage, a second. */
export type RunProgress = { stage: string; done: number; total: number; rate: number | null }

/**
 * What every new run begins with.
 *
 * @param version of the code that begins it, where others may work on it
 */
export function newRun(job: string, stage: string, startedBy: StartedBy, version: string | null) {
  return { ...alive(), job, stage, startedBy, version, startedAt: new Date() }
}

/** What is noted of a run as a process is behind it. */
function alive() {
  return { status: 'running', active: 1, pid: process.pid, heartbeatAt: new Date() }
}

/** What a run begins with that waits for a worker to take it up: nobody has begun it yet. */
export function waitingRun(job: string, stage: string) {
  return { ...newRun(job, stage, 'dashboard', null), status: 'waiting', pid: 0 }
}

const closeActive = statement<[number, number, number, string, string]>(
  `UPDATE Run SET status = 'interrupted', active = CASE WHEN id = ? THEN active END,
     requestedAction = CASE WHEN id = ? THEN requestedAction END, finishedAt = CASE WHEN id = ? THEN finishedAt ELSE ? END
   WHERE job = ? AND active = 1 AND status <> 'waiting'`,
)

/**
 * Closes a run that a process left active when it died; one that waits for a worker is left to it. Only the holder of the
 * job's lock may call this: nobody else knows that no process is behind it.
 *
 * @param takenUpId the run that is about to be gone on with: it stays the active one, so that none is begun meanwhile
 * @param isAskedStill whether that does what it was asked for last, and never heard of
 */
export function* closeDeadRuns(job: string, takenUpId = 0, isAskedStill = false): Work<void> {
  const askedId = isAskedStill ? takenUpId : 0
  yield* closeActive.run(takenUpId, askedId, takenUpId, new Date().toISOString(), job)
}

const silenceOf = statement<[number], { seconds: number }>(
  ({ secondsSince }) => `SELECT ${secondsSince('heartbeatAt')} AS seconds FROM Run WHERE id = ?`,
)

/** Whole seconds since a run was last heard of, by the clock of the database. */
export function* readSilence(runId: number): Work<number> {
  return (yield* silenceOf.first(runId))?.seconds ?? 0
}

/** In these a run has stopped short of its end, or not begun, and can go on from what is stored. */
const RESUMABLE = ['waiting', 'interrupted', 'failed']

/** @throws Error for a run that did not stop short. */
export function assertResumable(runId: number, status: string): void {
  if (RESUMABLE.includes(status)) return
  throw new Error(
    `Run ${runId} cannot be resumed: it is ${status}. Only one that was interrupted or failed can.`,
  )
}

/**
 * Makes a run that waits, or had stopped short, the active one again, in this process. What it is asked for stays asked for,
 * but to go on, which it does.
 *
 * @param version of the code that goes on with it, where others may work on it: of all who do so it is the same
 * @throws Error when it was ended meanwhile, or another version of the code has begun it
 */
export async function reviveRun(
  prisma: PrismaClient,
  runId: number,
  version: string | null = null,
): Promise<void> {
  await prisma.$transaction(async (within) => {
    const run = await within.run.findUnique({ where: { id: runId } })
    if (version !== null && run && run.version !== null && run.version !== version) {
      throw new Error(
        `Run ${runId} was made by version ${run.version} of the code; this is ${version}. What the two make must not mix: start a new run.`,
      )
    }
    const { count } = await within.run.updateMany({
      where: { id: runId, status: { in: RESUMABLE } },
      data: { ...alive(), finishedAt: null, error: null, version: version ?? undefined },
    })
    if (count === 0) throw new Error(`Run ${runId} cannot be gone on with: it has ended meanwhile.`)
    await settleAction(within, runId, 'resume')
  }, PATIENT)
}

/**
 * Makes a run that had stopped short the active one again, for a worker to take up.
 *
 * @returns false when another one is active
 * @throws Error when it did not stop short, or is gone on with already
 */
export async function awaitWorker(prisma: PrismaClient, runId: number): Promise<boolean> {
  return unlessOneIsActive(async () => {
    const { count } = await prisma.run.updateMany({
      where: { id: runId, active: null, status: { in: RESUMABLE } },
      data: { status: 'waiting', active: 1, finishedAt: null, error: null, requestedAction: null },
    })
    if (count === 0) throw new Error(`Run ${runId} cannot be resumed: it did not stop short.`)
    return true
  }, false)
}

/** Leaves a run that is under way for whichever worker takes it up; one that is paused stays so. */
export async function leaveRun(prisma: PrismaClient, runId: number): Promise<void> {
  await prisma.run.updateMany({
    where: { id: runId, active: 1, status: 'running' },
    data: { status: 'waiting', rate: null },
  })
}

/** Adds a run, with what its job keeps of it besides, and makes it the active one; null when another one is. */
export async function createRun(prisma: PrismaClient, data: Prisma.RunCreateInput): Promise<number | null> {
  const create = () => prisma.run.create({ data, select: { id: true } })
  return (await unlessOneIsActive(create, null))?.id ?? null
}

/** What becomes of making a run the active one; `otherwise` when another one is. */
async function unlessOneIsActive<Result, Otherwise>(
  make: () => Promise<Result>,
  otherwise: Otherwise,
): Promise<Result | Otherwise> {
  try {
    return await make()
  } catch (error) {
    // A unique index is violated, in Prisma's numbers.
    if (error instanceof Error && 'code' in error && error.code === 'P2002') return otherwise
    throw error
  }
}

/**
 * Says that the run is alive and how far it is; returns what it was asked to do meanwhile, or `ended` when it is not active
 * any more, whoever ended it.
 */
export async function reportRun(
  prisma: PrismaClient,
  runId: number,
  state: Partial<RunProgress> & { status?: 'running' | 'paused' },
): Promise<RequestedAction | 'ended' | null> {
  const [active] = await prisma.run.updateManyAndReturn({
    where: { id: runId, active: 1 },
    data: { ...state, heartbeatAt: new Date() },
    select: { requestedAction: true },
  })
  if (!active) {
    const run = await prisma.run.findUnique({ where: { id: runId }, select: { status: true } })
    return run?.status === 'cancelled' ? 'cancel' : 'ended'
  }
  const { requestedAction } = active
  return requestedAction === 'pause' || requestedAction === 'resume' || requestedAction === 'cancel'
    ? requestedAction
    : null
}

/** Takes note that an action was carried out, unless another has been asked for since. */
export async function settleAction(
  prisma: Pick<PrismaClient, 'run'>,
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
function ended(status: RunStatus, error: string | null = null) {
  return { status, error, active: null, requestedAction: null, rate: null, finishedAt: new Date() }
}

/**
 * Ends an active run as one that came to its end, within a transaction: of all who believe to be behind it one does. False
 * when that was done before.
 *
 * @throws Error when it has ended otherwise
 */
export async function finishRun(prisma: Pick<PrismaClient, 'run'>, runId: number): Promise<boolean> {
  const { count } = await prisma.run.updateMany({
    where: { id: runId, active: 1 },
    data: ended('finished'),
  })
  if (count === 1) return true
  const run = await prisma.run.findUnique({ where: { id: runId }, select: { status: true } })
  if (run?.status === 'finished') return false
  throw new Error(`Run ${runId} is ${run?.status ?? 'gone'} by now: nothing of it is published.`)
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

/** The active run of a job, as whoever may go on with it looks at it. */
export type ActiveRun = {
  id: number
  status: string
  requestedAction: string | null
  version: string | null
  /** Another one, as long as a process is behind it. */
  heartbeatAt: Date
}

/** The run of a job that is marked active, whoever is behind it. */
export async function findActiveRun(prisma: PrismaClient, job: string): Promise<ActiveRun | null> {
  return prisma.run.findUnique({
    where: { job_active: { job, active: 1 } },
    select: { id: true, status: true, requestedAction: true, version: true, heartbeatAt: true },
  })
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
  return (await findActiveRun(prisma, job))?.id ?? null
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
