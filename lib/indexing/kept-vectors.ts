import type { Database } from '@/lib/database/database'
import { decodeFloat16 } from '@/lib/numerics/float16'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
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

/** Reads vectors of some models by their rows, ascending from call to call: [rows, dimensions]. */
export type VectorReader = (rows: Int32Array) => Promise<DenseMatrix>

/**
 * Reads the vectors that a run keeps; zero for models that have none. Of a recipe whose vectors are not kept they have no numbers.
 *
 * @param ids of the models of the run, ascending: of what the rows are
 */
export function vectorReader(database: Database, runId: number, ids: Int32Array): VectorReader {
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
