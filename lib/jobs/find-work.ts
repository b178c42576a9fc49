import type { ActiveRun } from '@/lib/database/database'
import type { JobPlace } from './job'
import type { SharedJob } from './shared-job'

/** So long a run is left to the process that has it, once nobody holds its lock: that may be about to take it again. */
const TAKE_OVER_MS = 1_500
/** So long a worker keeps to what it has refused: recipes may come. */
const JUDGED_MS = 5_000

/** A run to take up, or a stage of one to do units of. */
export type Found = { runId: number; job: SharedJob } & ({ stage: string } | { stage?: undefined })

/** Or nothing: why not, where there would be something; and whether there is any run at all. */
export type Search = () => Promise<Found | { refusal: string | null; isAnyActive: boolean }>

/**
 * Makes what looks for work: a run of these jobs that nobody coordinates, else a stage of one that has units left.
 *
 * @param version of the code of this process: runs of another one are refused
 */
export function finder(
  { database, dataDir, storage }: JobPlace,
  jobs: readonly SharedJob[],
  version: string,
): Search {
  /** Runs that nobody seems to coordinate: as they were seen first. */
  const lonely = new Map<number, { heartbeatAt: number; since: number }>()

  /** What was refused or not, as long as that holds. */
  const judged = new Map<number, { at: number; refusal: string | null }>()

  async function refusalOf(job: SharedJob, run: { id: number; version: string | null }) {
    const known = judged.get(run.id)
    if (known && performance.now() - known.at < JUDGED_MS) return known.refusal
    const reason =
      run.version !== null && run.version !== version
        ? `it is made by version ${run.version} of the code; this is ${version}`
        : await job.refusal?.(run.id, { database, dataDir, storage })
    const refusal = reason ? `refuses ${job.runName} ${run.id}: ${reason}` : null
    judged.set(run.id, { at: performance.now(), refusal })
    return refusal
  }

  async function isLeft(job: SharedJob, run: ActiveRun): Promise<boolean> {
    if (run.status === 'paused' && run.requestedAction !== 'resume' && run.requestedAction !== 'cancel') {
      return false
    }
    if (await database.locks.isHeld(job.name)) {
      lonely.delete(run.id)
      return false
    }
    if (run.status === 'waiting') return true
    const seen = lonely.get(run.id)
    const now = { heartbeatAt: run.heartbeatAt.getTime(), since: performance.now() }
    // Whose clock it is by does not matter: only whether it changes.
    if (seen?.heartbeatAt === now.heartbeatAt) return now.since - seen.since >= TAKE_OVER_MS
    lonely.set(run.id, now)
    return false
  }

  return async () => {
    let refusal: string | null = null
    let isAnyActive = false
    for (const job of jobs) {
      const run = await database.runs.findActiveRun(job.name)
      if (!run) continue
      isAnyActive = true
      if (!(await isLeft(job, run))) continue
      refusal ??= await refusalOf(job, run)
      if (refusal === null) return { runId: run.id, job }
    }
    const left = await database.units.findStage()
    if (!left) return { refusal, isAnyActive }
    const run = await database.runs.findRun(left.runId)
    const job = jobs.find(({ name }) => name === run?.job)
    if (!run || !job) return { refusal, isAnyActive }
    refusal ??= await refusalOf(job, run)
    return refusal === null ? { ...left, job } : { refusal, isAnyActive }
  }
}
