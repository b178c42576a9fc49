import pMap from 'p-map'
import type { Checkpoint } from '@/lib/jobs/run-control'

/**
 * Works on items, several at a time. Once the checkpoint or the work throws, no further item is begun, what is under
 * way is brought to its end, and then the error is thrown: nobody works on when the caller has its answer.
 */
export async function eachOf<Item>(
  items: readonly Item[],
  concurrency: number,
  checkpoint: Checkpoint,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let failure: { error: unknown } | undefined
  const attempt = async (item: Item) => {
    if (failure) return
    try {
      await checkpoint()
      if (!failure) await work(item)
    } catch (error) {
      failure ??= { error }
    }
  }
  await pMap(items, attempt, { concurrency })
  if (failure) throw failure.error
}
