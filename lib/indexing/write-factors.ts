import { createHash } from 'node:crypto'
import { rowsBetween } from '@/lib/numerics/cross-product'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import type { SparseMatrix } from '@/lib/numerics/sparse-matrix'
import { CONTENT_PENALTY, contentOfRows, tagDirections } from '@/lib/recommending/content-factors'
import { applyMap, fitRidgeByBlocks, RIDGE_BLOCK_ROWS } from '@/lib/recommending/ridge'
import type { IndexContext } from './index-context'
import type { KindDigests } from './input-digest'
import { type VectorReader, vectorReader } from './kept-vectors'
import { rowsById } from './rows-by-id'

/** Of the way in which factors are made of what else is known of models. */
const CONTENT_VERSION = 1

/** Models a block of factors: at 128 factors half a megabyte. */
const BLOCK_ROWS = 1_024

/** A digest over what the factors of models that nobody likes depend on besides likes. */
export function contentDigest({ visual, tags }: KindDigests): string {
  return createHash('sha256').update(`${CONTENT_VERSION} ${CONTENT_PENALTY} ${visual} ${tags}`).digest('hex')
}

/** What was learned of liked models. */
export type LikedFactors = {
  /** Ascending. */
  modelIds: Int32Array
  /** How many like each. */
  likeCounts: Int32Array
  /** [modelIds.length, factors] */
  factors: DenseMatrix
}

/**
 * Writes the factors of all models of a run, in the place of those that it has: of liked ones what was learned, of others what their
 * tags and their vectors say that they would be. Models without likes of which neither is known have none.
 *
 * @param weights of tags, [models of the run, tags]
 */
export async function writeFactors(
  context: IndexContext,
  liked: LikedFactors,
  weights: SparseMatrix,
): Promise<void> {
  const { database, runId, models, checkpoint } = context
  const { ids } = models
  const likedRowOf = rowsById(liked.modelIds)
  await database.factors.clearFactors(runId)
  const rowsOf = async (rows: Int32Array, vectors: VectorReader) =>
    contentOfRows(weights, directions, rows, [await vectors(rows)])
  const directions = await tagDirections(weights)
  await checkpoint()
  const likedRows = Int32Array.from(liked.modelIds, rowsById(ids))
  async function* learnedFrom() {
    const vectors = vectorReader(database, runId, ids)
    for (let start = 0; start < likedRows.length; start += RIDGE_BLOCK_ROWS) {
      await checkpoint()
      const end = start + RIDGE_BLOCK_ROWS
      const inputs = await rowsOf(likedRows.subarray(start, end), vectors)
      yield { inputs, outputs: rowsBetween(liked.factors, start, end) }
    }
  }
  const isAnythingKnown =
    directions.columns > 0 || (await database.vectors.findVectorDimensions(runId)) !== null
  const map = isAnythingKnown ? await fitRidgeByBlocks(learnedFrom, CONTENT_PENALTY) : null
  const vectors = vectorReader(database, runId, ids)
  for (let start = 0; start < ids.length; start += BLOCK_ROWS) {
    await checkpoint()
    const rows = Int32Array.from(
      { length: Math.min(BLOCK_ROWS, ids.length - start) },
      (_, row) => start + row,
    )
    const content = await rowsOf(rows, vectors)
    const mapped = map ? await applyMap(map, content) : { columns: liked.factors.columns, data: NOTHING }
    const isKnown = (row: number) =>
      likedRowOf(ids[start + row] ?? 0) !== -1 ||
      content.data.subarray(row * content.columns, (row + 1) * content.columns).some((value) => value !== 0)
    const kept = rows.map((row) => row - start).filter(isKnown)
    const { columns } = mapped
    const factors = new Float32Array(kept.length * columns)
    kept.forEach((row, place) => {
      const own = likedRowOf(ids[start + row] ?? 0)
      const [from, at] = own === -1 ? [mapped.data, row] : [liked.factors.data, own]
      factors.set(from.subarray(at * columns, (at + 1) * columns), place * columns)
    })
    const modelIds = kept.map((row) => ids[start + row] ?? 0)
    const likeCounts = modelIds.map((id) => liked.likeCounts[likedRowOf(id)] ?? 0)
    await database.factors.writeFactorBlock(runId, { modelIds, likeCounts, factors })
  }
}

const NOTHING = new Float32Array(0)
