import { type Database, openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import type { Job, Resumable, StageContext } from '@/lib/jobs/job'
import { type JobObserver, runJob } from '@/lib/jobs/run-job'
import { type Command, interruptSignal, Option, wholeNumber } from './command'
import { openCheckedStorage } from './open-storage'
import { type Progress, startProgress } from './progress'

/** The flags that the command of every job has; `options` is what the dashboard asks for, as JSON. */
export type JobFlags = { resume?: number; options?: string; startedBy: 'shell' | 'dashboard' }

/** @param run what one run of the job is called */
export function addJobFlags(command: Command, run: string): Command {
  return command
    .option('--resume <run>', `go on with a ${run} that was interrupted or failed`, wholeNumber(1, 2 ** 31))
    .addOption(new Option('--options <json>').hideHelp())
    .addOption(new Option('--started-by <whom>').choices(['shell', 'dashboard']).default('shell').hideHelp())
}

/** Runs a job over this installation's catalogue, showing its stages on the terminal. @throws what `runJob` throws */
export async function runJobHere<Asked extends Resumable, Context extends StageContext, Result>(
  job: Job<Asked, Context, Result>,
  asked: Asked,
): Promise<{ result: Result; database: Database }> {
  const { dataDir } = env()
  const database = await openDatabase(env())
  const storage = await openCheckedStorage('write')
  const observer = stagesOnTerminal()
  const options = { database, dataDir, storage, signal: interruptSignal(), observer }
  return { result: await runJob(job, asked, options).finally(observer.stop), database }
}

function stagesOnTerminal(): JobObserver & { stop(): void } {
  let progress: Progress | null = null
  return {
    onStage({ title }, total) {
      progress?.stop()
      progress = total > 0 ? startProgress(title, total) : null
    },
    onProgress: (done, detail) => progress?.update(done, detail),
    onNote: (note) => console.log(note),
    stop: () => progress?.stop(),
  }
}
