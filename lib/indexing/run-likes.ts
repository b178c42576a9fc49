import { createHash } from 'node:crypto'
import type { Database } from '@/lib/database/database'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import type { SparsePattern } from '@/lib/numerics/sparse-matrix'
import { growingNumbers } from './growing-numbers'
import type { LikesRecipe } from './likes-recipe'
import type { ModelList } from './model-list'
import { rowsById } from './rows-by-id'

/** Of the way in which lists are made of likes: another one makes others. */
const LIKES_VERSION = 1

/** How long lists by likes are at most, whatever is asked for of others. */
export const LIKES_DEPTH = DEFAULT_DEPTH

/** What a run learns likes from: those of its models. Who likes none of them is not there, nor is a model that nobody likes. */
export type RunLikes = {
  /** [users, liked models]; users in the order of their hashes. */
  byUser: SparsePattern
  /** The ids of the models that somebody likes, ascending. */
  modelIds: Int32Array
}

/** Reads the likes of some models, block by block. */
export async function readRunLikes(
  { likes }: Pick<Database, 'likes'>,
  models: Pick<ModelList, 'ids'>,
): Promise<RunLikes> {
  const rowOf = rowsById(models.ids)
  const isLiked = new Uint8Array(models.ids.length)
  const [starts, rows] = [growingNumbers(), growingNumbers()]
  let user: string | null = null
  for await (const block of likes.readAll()) {
    for (const like of block) {
      const row = rowOf(like.model)
      if (row === -1) continue
      if (like.user !== user) starts.push(rows.length)
      user = like.user
      rows.push(row)
      isLiked[row] = 1
    }
  }
  starts.push(rows.length)
  const modelIds = models.ids.filter((_, row) => isLiked[row] === 1)
  const columnOf = new Int32Array(isLiked.length)
  let columns = 0
  isLiked.forEach((is, row) => (columnOf[row] = is === 1 ? columns++ : -1))
  return {
    modelIds,
    byUser: {
      rows: starts.length - 1,
      columns,
      starts: starts.finish(),
      // Those of a user are sorted by model already.
      indices: rows.finish().map((row) => columnOf[row] ?? 0),
    },
  }
}

/** A digest over everything that factors of liked models, and lists by them, depend on. */
export function likesDigest({ byUser, modelIds }: RunLikes, recipe: LikesRecipe): string {
  const { factors, regularisation, alpha, iterations, popularityExponent = 1 } = recipe
  const settings = [factors, regularisation, alpha, iterations, popularityExponent]
  const hash = createHash('sha256').update(JSON.stringify([LIKES_VERSION, LIKES_DEPTH, ...settings]))
  for (const numbers of [modelIds, byUser.starts, byUser.indices])
    hash.update(` ${numbers.length}:`).update(numbers)
  return hash.digest('hex')
}
