import { z } from 'zod'
import type { Database } from '@/lib/database/database'
import { timeScript } from './timed-script'

export type TimedJob = {
  /** Of the whole process, from start to exit. */
  seconds: number
  /** Of the stages, and the peak memory, as the published run has recorded them. */
  metrics: { embed?: number; project: number; search: number; publish: number; peakMemoryMegabytes: number }
}

const metricsSchema = z.object({
  embed: z.number().optional(),
  project: z.number(),
  search: z.number(),
  publish: z.number(),
  peakMemoryMegabytes: z.number(),
})

/**
 * Runs `npm run precompute`, with flags if there are any, over a data directory, as a process of its own.
 *
 * @throws Error with what it printed when it fails.
 */
export async function timeJob(
  { runs, indexRuns }: Database,
  dataDir: string,
  flags: readonly string[] = [],
): Promise<TimedJob> {
  const seconds = await timeScript('precompute', dataDir, flags)
  const published = await indexRuns.findPublishedRun()
  const run = published && (await runs.findRun(published.id))
  return { seconds, metrics: metricsSchema.parse(JSON.parse(run?.metrics ?? 'null')) }
}
