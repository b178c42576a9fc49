import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '@/lib/database/database'
import { indexJob } from '@/lib/indexing/job'
import { folderStorage } from '@/lib/storage/files'
import { stageOfUnits } from '@/lib/jobs/job'

/** Does units of whichever run has some, until it is told to stop: what a worker of the least kind does. */
export async function followUnits(
  database: Database,
  dataDir: string,
  { signal, onUnit }: { signal: AbortSignal; onUnit?: (stage: string, number: number) => void },
): Promise<void> {
  while (!signal.aborted) {
    const left = await database.units.findStage()
    if (!left) {
      await delay(20)
      continue
    }
    const { runId, stage } = left
    const work = await stageOfUnits(indexJob.stages, stage)?.load()
    const worker = await work?.openUnits?.({ database, dataDir, storage: folderStorage(dataDir), runId })
    if (!worker) throw new Error(`Nobody knows how to do units of ${stage}.`)
    try {
      const isDone = () =>
        database.units.perform(runId, stage, (unit, within) => {
          onUnit?.(stage, unit.number)
          return worker.perform(unit, within)
        })
      while (!signal.aborted && (await isDone()));
    } finally {
      await worker.dispose()
    }
    // Those that are left are with others.
    await delay(20)
  }
}
