import type { Database } from '@/lib/database/database'
import { decodeFloat16 } from '@/lib/numerics/float16'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import type { SparseMatrix } from '@/lib/numerics/sparse-matrix'
import { contentOf, sideBySide } from '@/lib/recommending/content-factors'
import { unitRows } from '@/lib/recommending/factor-lists'
import { WEIGHT_OF_CONTENT } from '@/lib/recommending/fuse-rankings'
import { readFactors } from './kept-factors'
import { readVectorBlocks } from './kept-vectors'
import { rowsById } from './rows-by-id'

/** About as many numbers as tags and pictures give of a model: from fewer liked models nothing sure is learned of the others. */
const ENOUGH_LIKED = 512

/** Where the models of a run lie, and by what: rows of length 1, zero for a model of which nothing is known. */
export type CommonSpace = { by: 'likes' | 'content'; unit: DenseMatrix }

/**
 * The space that all models of a run lie in: what tags and pictures say of them, and beside it, with its full weight, the factors that the
 * run has learned from likes, where these are of half of its models or of enough to tell where the others belong. Factors of models
 * that few have liked are as good as noise without what is known of them besides.
 *
 * @param ids of the models of the run, ascending
 * @param weights of their tags, [models, tags]
 */
export async function commonSpace(
  database: Database,
  runId: number,
  ids: Int32Array,
  weights: SparseMatrix,
): Promise<CommonSpace> {
  const content = unitRows(await contentOf(weights, [await vectorsOf(database, runId, ids)]))
  const learned = await readFactors(database, runId, ids)
  if (!learned || learned.liked < Math.min(ENOUGH_LIKED, ids.length / 2))
    return { by: 'content', unit: content }
  const scale = Math.sqrt(WEIGHT_OF_CONTENT)
  // In its place: it is the largest that a run holds.
  content.data.forEach((value, index) => (content.data[index] = scale * value))
  return { by: 'likes', unit: unitRows(sideBySide(ids.length, [unitRows(learned.factors), content])) }
}

/** The vectors that a run has kept, a row a model; of a recipe whose vectors are not kept they have no numbers. */
async function vectorsOf(database: Database, runId: number, ids: Int32Array): Promise<DenseMatrix> {
  const columns = (await database.vectors.findVectorDimensions(runId)) ?? 0
  const data = new Float32Array(ids.length * columns)
  if (columns === 0) return { rows: ids.length, columns, data }
  const rowOf = rowsById(ids)
  for await (const { modelIds, halves } of readVectorBlocks(database, runId)) {
    for (const [place, id] of modelIds.entries()) {
      const row = rowOf(id)
      if (row !== -1)
        data.set(decodeFloat16(halves.subarray(place * columns, (place + 1) * columns)), row * columns)
    }
  }
  return { rows: ids.length, columns, data }
}
