import type { Database } from '@/lib/database/database'

/** Has an index run that computes nothing while something is measured with it, and removes it with its rows. */
export async function withMadeUpRun<Result>(
  { indexRuns, runs }: Database,
  { neighbours, modelCount }: { neighbours: number; modelCount: number },
  work: (runId: number) => Promise<Result>,
): Promise<Result> {
  const runId = await indexRuns.beginIndexRun({
    mode: 'all',
    recipe: 'bench',
    recipeId: 'bench',
    engine: 'bench',
    neighbours,
    modelCount,
  })
  const result = await work(runId)
  await runs.endRun(runId, 'failed', null)
  await indexRuns.deleteRun(runId)
  return result
}
