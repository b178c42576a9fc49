import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { trainAls } from '@/lib/recommending/als'
import type { IndexContext } from './index-context'
import type { LikesRecipe } from './likes-recipe'
import type { RunLikes } from './run-likes'
import { type Learning, readLearned, saveLearned } from './saved-learning'

/** How many times as long as keeping what is learned takes goes by before it is kept again: a twentieth of the time at most. */
const WORTH_KEEPING = 20
/** What keeping is taken to take until it was done once: at 100 MB a second, and at least so many milliseconds. */
const LEAST_COST_MS = 5
const BYTES_PER_MS = 100_000

/**
 * Learns factors of models from likes. What is learned is kept in the data directory from time to time, and gone on from when that was
 * of the same likes and settings: the result has the same bits.
 *
 * @param digest over likes and settings
 * @param onIteration told how many iterations are done
 * @returns [liked models, factors]
 */
export async function learnLikes(
  { dataDir, threads, signal, checkpoint, log, note }: IndexContext,
  { byUser, recipe, digest }: Pick<RunLikes, 'byUser'> & { recipe: LikesRecipe; digest: string },
  onIteration: (done: number) => void,
): Promise<DenseMatrix> {
  const { rows: users, columns: models } = byUser
  const { factors, iterations } = recipe
  const learning: Learning = { digest, users, models, factors }
  const from = await readLearned(dataDir, learning)
  if (from) note(`Learning from likes goes on after iteration ${from.done} of ${iterations}.`)
  onIteration(from?.done ?? 0)
  let costMs = LEAST_COST_MS + (4 * factors * (users + models)) / BYTES_PER_MS
  let keptAt = performance.now()
  const { models: learned } = await trainAls(byUser, recipe, {
    threads,
    signal,
    from,
    async onIteration(done, soFar) {
      onIteration(done)
      const now = performance.now()
      if (now - keptAt > WORTH_KEEPING * costMs) {
        try {
          await saveLearned(dataDir, learning, { done, factors: soFar })
          costMs = performance.now() - now
        } catch (error) {
          // It would only have saved time.
          log.warn({ error: String(error) }, 'What is learned from likes could not be kept on the way.')
          costMs = Infinity
        }
        keptAt = performance.now()
      }
      await checkpoint()
    },
  })
  return learned
}
