import { type Thresholded, thresholdLikes } from './thresholds'
import type { Database } from '@/lib/database/database'

/**
 * Applies thresholds to all likes that are stored: models with likes that do not reach them stay in the catalogue, but
 * are left out of the index from the next run on. A model without any likes is not touched: nothing is known of it.
 */
export async function thresholdCatalogue(
  database: Database,
  minUserLikes: number,
  minModelLikes: number,
): Promise<Pick<Thresholded<string, number>, 'before' | 'after'> & { modelsOut: number }> {
  const { models, before, after } = thresholdLikes(
    await database.likes.readLikes(),
    minUserLikes,
    minModelLikes,
  )
  return { before, after, modelsOut: await database.likes.setAboveThreshold(models) }
}
