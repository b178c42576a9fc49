import type { Database, StoredFactors } from '@/lib/database/database'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { rowsById } from './rows-by-id'

/** The factors that a run has learned from likes, a block at a time, by id; none where it has learned nothing. */
export async function* readFactorBlocks(
  { factors }: Pick<Database, 'factors'>,
  runId: number,
): AsyncGenerator<StoredFactors> {
  for (let block = await factors.findFactorBlock(runId, -1); block;) {
    yield block
    block = await factors.findFactorBlock(runId, block.firstModelId)
  }
}

/**
 * The factors that a run has of some models, a row a model, zero for one that has none; null where it has none at all.
 *
 * @param ids ascending
 * @returns with how many of them somebody likes
 */
export async function readFactors(
  database: Pick<Database, 'factors'>,
  runId: number,
  ids: Int32Array,
): Promise<{ factors: DenseMatrix; liked: number } | null> {
  const rowOf = rowsById(ids)
  let factors: DenseMatrix | null = null
  let liked = 0
  for await (const block of readFactorBlocks(database, runId)) {
    const columns = block.factors.length / block.modelIds.length
    factors ??= { rows: ids.length, columns, data: new Float32Array(ids.length * columns) }
    for (const [place, id] of block.modelIds.entries()) {
      const row = rowOf(id)
      if (row === -1) continue
      factors.data.set(block.factors.subarray(place * columns, (place + 1) * columns), row * columns)
      if ((block.likeCounts[place] ?? 0) > 0) liked++
    }
  }
  return factors && { factors, liked }
}
