import { createHash } from 'node:crypto'
import type { Database } from '@/lib/database/database'
import { decodeFloat16 } from '@/lib/numerics/float16'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import type { SparseMatrix } from '@/lib/numerics/sparse-matrix'
import { CONTENT_PENALTY, contentOfRows, tagDirections } from '@/lib/recommending/content-factors'
import { applyMap, fitRidge } from '@/lib/recommending/ridge'
import type { IndexContext } from './index-context'
import type { KindDigests } from './input-digest'
import { readVectorBlocks } from './kept-vectors'
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
  const learnedFrom = await rowsOf(likedRows, vectorReader(context))
  const map = learnedFrom.columns > 0 ? await fitRidge(learnedFrom, liked.factors, CONTENT_PENALTY) : null
  const vectors = vectorReader(context)
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

/** Reads the vectors that a run keeps, of some of its models, by their rows, ascending from call to call. */
type VectorReader = (rows: Int32Array) => Promise<DenseMatrix>

/** Zero for models that have none. Of a recipe whose vectors are not kept there are none at all. */
function vectorReader({ database, runId, models: { ids } }: IndexContext): VectorReader {
  const vectors = vectorsById(database, runId)
  let columns: number | undefined
  let current: IteratorResult<{ id: number; halves: Uint16Array }> | undefined
  return async (rows) => {
    columns ??= (await database.vectors.findVectorDimensions(runId)) ?? 0
    const data = new Float32Array(rows.length * columns)
    for (let place = 0; place < rows.length; place++) {
      const id = ids[rows[place] ?? 0] ?? 0
      while (!current || (!current.done && current.value.id < id)) current = await vectors.next()
      if (current.done) break
      if (current.value.id === id) data.set(decodeFloat16(current.value.halves), place * columns)
    }
    return { rows: rows.length, columns, data }
  }
}

async function* vectorsById(database: Database, runId: number) {
  for await (const { modelIds, halves } of readVectorBlocks(database, runId)) {
    const width = halves.length / modelIds.length
    for (const [row, id] of modelIds.entries())
      yield { id, halves: halves.subarray(row * width, (row + 1) * width) }
  }
}
