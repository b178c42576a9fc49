import type { Connection } from '@/lib/database/connection'
import {
  clearVectors,
  findVectorDimensions,
  iterateVectorBlocks,
  writeVectorBlock,
} from '@/lib/database/vector-blocks'
import { exactIndex, vectorBlockOf, type VectorIndex } from '@/lib/similarity/vector-index'
import type { VectorSource } from '@/lib/similarity/vectors'

/** Half a megabyte of the default recipe's vectors. */
const BLOCK_ROWS = 1024

/**
 * Keeps projected vectors under a run, in half precision, in place of what it kept before.
 *
 * @param checkpoint awaited before each block; may throw to end the work
 */
export async function keepVectors(
  connection: Connection,
  runId: number,
  vectors: VectorSource,
  checkpoint?: () => Promise<void>,
): Promise<void> {
  clearVectors(connection, runId)
  for (let start = 0; start < vectors.count; start += BLOCK_ROWS) {
    await checkpoint?.()
    const end = Math.min(start + BLOCK_ROWS, vectors.count)
    const modelIds = Int32Array.from({ length: end - start }, (_, row) => vectors.ids[start + row] ?? 0)
    writeVectorBlock(connection, runId, vectorBlockOf(modelIds, await vectors.rows(start, end)))
  }
}

/**
 * The index over the vectors of a run, read anew at each question. Null where none are kept: the recipe has no projection,
 * or the run was made by a version that kept none.
 */
export function vectorIndexOf(connection: Connection, runId: number): VectorIndex | null {
  const dimensions = findVectorDimensions(connection, runId)
  return dimensions === null ? null : exactIndex(dimensions, () => iterateVectorBlocks(connection, runId))
}
