import { type Like, type Thresholded, thresholdLikes } from '@/lib/recommending/threshold-likes'
import type { Database } from '@/lib/database/database'

/**
 * Applies thresholds to all likes that are stored: models with likes that do not reach them stay in the catalogue, but
 * are left out of the index from the next run on. A model without any likes is not touched: nothing is known of it.
 */
export async function thresholdCatalogue(
  database: Database,
  minUserLikes: number,
  minModelLikes: number,
): Promise<Pick<Thresholded<number, number>, 'before' | 'after'> & { modelsOut: number }> {
  const { models, before, after } = thresholdLikes(await readLikes(database), minUserLikes, minModelLikes)
  return { before, after, modelsOut: await database.likes.setAboveThreshold(models) }
}

/** All likes, with users by numbers: their hashes would take much more memory. */
async function readLikes(database: Database): Promise<Like<number, number>[]> {
  const likes: Like<number, number>[] = []
  let user = -1
  let userHash: string | undefined
  for await (const block of database.likes.readAll()) {
    for (const like of block) {
      if (like.user !== userHash) user++
      userHash = like.user
      likes.push({ user, model: like.model })
    }
  }
  return likes
}
