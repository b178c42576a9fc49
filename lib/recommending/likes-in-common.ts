import { columnsOf, type SparsePattern } from '@/lib/numerics/sparse-matrix'
import type { NeighbourLists } from './neighbour-lists'

/**
 * How many like both a model and each one of its list. Only the pairs that are listed are looked at: all pairs that somebody likes are
 * many times as many.
 *
 * @param likes who likes each model, [models, users]
 * @param lists [models, models]
 * @returns a number for each entry of the lists, in their order
 */
export function likesInCommon(likes: SparsePattern, lists: NeighbourLists): Int32Array {
  const counts = new Int32Array(lists.indices.length)
  const likesIt = new Uint8Array(likes.columns)
  for (let model = 0; model < lists.rows; model++) {
    const users = columnsOf(likes, model)
    for (const user of users) likesIt[user] = 1
    for (let entry = lists.starts[model] ?? 0; entry < (lists.starts[model + 1] ?? 0); entry++) {
      let count = 0
      for (const user of columnsOf(likes, lists.indices[entry] ?? 0)) count += likesIt[user] ?? 0
      counts[entry] = count
    }
    for (const user of users) likesIt[user] = 0
  }
  return counts
}
