import type { Database } from '@/lib/database/database'
import { rowsAt } from '@/lib/numerics/cross-product'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import type { SparseMatrix } from '@/lib/numerics/sparse-matrix'
import { contentOfRows, sideBySide, tagDirections } from '@/lib/recommending/content-factors'
import { unitRows } from '@/lib/recommending/factor-lists'
import { WEIGHT_OF_CONTENT } from '@/lib/recommending/fuse-rankings'
import { readFactors } from './kept-factors'
import { vectorReader } from './kept-vectors'

/** About as many numbers as tags and pictures give of a model: from fewer liked models nothing sure is learned of the others. */
const ENOUGH_LIKED = 512

/** Models whose places are made together: the space is the largest that a run holds, and is held once. */
const BLOCK_ROWS = 4_096

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
  const found = await readFactors(database, runId, ids)
  const learned = found && found.liked >= Math.min(ENOUGH_LIKED, ids.length / 2) ? found.factors : null
  const directions = await tagDirections(weights)
  const vectors = vectorReader(database, runId, ids)
  let unit: DenseMatrix = { rows: ids.length, columns: 0, data: NOTHING }
  for (let start = 0; start < ids.length; start += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, ids.length - start)
    const rows = Array.from({ length: count }, (_, row) => start + row)
    const content = unitRows(contentOfRows(weights, directions, rows, [await vectors(Int32Array.from(rows))]))
    const block = learned ? besides(rowsAt(learned, rows), content) : content
    if (start === 0)
      unit = { rows: ids.length, columns: block.columns, data: new Float32Array(ids.length * block.columns) }
    unit.data.set(block.data, start * unit.columns)
  }
  return { by: learned ? 'likes' : 'content', unit }
}

/** What was learned of models, and beside it what is known of them. */
function besides(learned: DenseMatrix, content: DenseMatrix): DenseMatrix {
  const scale = Math.sqrt(WEIGHT_OF_CONTENT)
  const scaled = { ...content, data: content.data.map((value) => scale * value) }
  return unitRows(sideBySide(content.rows, [unitRows(learned), scaled]))
}

const NOTHING = new Float32Array(0)
