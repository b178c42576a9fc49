import type { Database } from '@/lib/database/database'
import { exactIndex, type VectorBlock, vectorBlockOf, type VectorIndex } from '@/lib/similarity/vector-index'
import type { VectorSource } from '@/lib/similarity/vectors'

/** Half a megabyte of the default recipe's vectors. */
export const KEPT_BLOCK_ROWS = 1024

/**
 * Keeps projected vectors under a run, in half precision, in place of what it kept before.
 *
 * @param checkpoint awaited before each block; may throw to end the work
 */
export async function keepVectors(
  { vectors: kept }: Pick<Database, 'vectors'>,
  runId: number,
  vectors: VectorSource,
  checkpoint?: () => Promise<void>,
): Promise<void> {
  await kept.clearVectors(runId)
  for (let start = 0; start < vectors.count; start += KEPT_BLOCK_ROWS) {
    await checkpoint?.()
    const end = Math.min(start + KEPT_BLOCK_ROWS, vectors.count)
    const modelIds = Int32Array.from({ length: end - start }, (_, row) => vectors.ids[start + row] ?? 0)
    await kept.writeVectorBlock(runId, vectorBlockOf(modelIds, await vectors.rows(start, end)))
  }
}

/**
 * The index over the vectors of a run, read anew at each question. Null where none are kept: the recipe has no projection
 * and no words are compared with its vectors, or the run was made by a version that kept none.
 */
export async function vectorIndexOf(database: Database, runId: number): Promise<VectorIndex | null> {
  const dimensions = await database.vectors.findVectorDimensions(runId)
  return dimensions === null ? null : exactIndex(dimensions, () => readVectorBlocks(database, runId))
}

/** The vectors of a run, a block at a time, by id; none where none were kept. */
export async function* readVectorBlocks({ vectors }: Database, runId: number): AsyncGenerator<VectorBlock> {
  for (let block = await vectors.findVectorBlock(runId, -1); block;) {
    yield block
    block = await vectors.findVectorBlock(runId, block.firstModelId)
  }
}
