import type { Job, OpenUnits, Resumable, StageContext } from './job'
import { type JobOptions, runJob } from './run-job'

/** A job as workers have it. */
export type SharedJob = Pick<Job<never, never, never>, 'name' | 'runName' | 'refusal'> & {
  stages: readonly {
    name: string
    title: string
    unitStages?: readonly string[]
    load(): Promise<{ openUnits?: OpenUnits }>
  }[]
  /** Goes on with a run, to its end. @throws what `runJob` throws */
  takeUp(runId: number, options: JobOptions): Promise<void>
}

/** @param asked what the job is asked for, to go on with a run */
export function sharedJob<Asked extends Resumable, Context extends StageContext, Result>(
  job: Job<Asked, Context, Result>,
  asked: (runId: number) => Asked,
): SharedJob {
  const { name, runName, stages, refusal } = job
  return {
    name,
    runName,
    stages,
    refusal,
    takeUp: async (runId, options) => void (await runJob(job, asked(runId), options)),
  }
}
