import { type Thresholded, thresholdLikes } from './thresholds'
import type { Connection } from '@/lib/database/connection'
import { readLikes, setAboveThreshold } from '@/lib/database/likes'

/**
 * Applies thresholds to all likes that are stored: models with likes that do not reach them stay in the catalogue, but
 * are left out of the index from the next run on. A model without any likes is not touched: nothing is known of it.
 */
export function thresholdCatalogue(
  connection: Connection,
  minUserLikes: number,
  minModelLikes: number,
): Pick<Thresholded<string, number>, 'before' | 'after'> & { modelsOut: number } {
  const { models, before, after } = thresholdLikes(readLikes(connection), minUserLikes, minModelLikes)
  return { before, after, modelsOut: setAboveThreshold(connection, models) }
}
