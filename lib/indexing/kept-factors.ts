import type { Database, StoredFactors } from '@/lib/database/database'

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
