import type { Database } from '@/lib/database/database'
import type { Ranking } from '@/lib/similarity/ranking'

type NeighbourRows = Parameters<Database['neighbours']['writeNeighbours']>[2]

/**
 * A part of the similarity table as it is stored.
 *
 * @param modelIds of the queries, one a row of the ranking
 * @param ids of the database, by its rows
 */
export function rowsOf(
  { width, indices, scores }: Ranking,
  modelIds: ArrayLike<number>,
  ids: ArrayLike<number>,
): NeighbourRows {
  return { modelIds, neighbourIds: indices.map((index) => ids[index] ?? 0), width, scores }
}
