import type { Database, ModelConditions } from '@/lib/database/database'
import { DEFAULT_DEPTH, PAGE_DEPTH } from '@/lib/facts/depths'
import { queryExpansionOf } from '@/lib/similarity/query-expansion'
import { vectorBlockOf, type VectorBlock } from '@/lib/similarity/vector-index'
import { openVectorThread } from '@/lib/similarity/vector-thread'
import { randomUnitVectors } from './random-vectors'
import { quantile } from './row'

const BLOCK_ROWS = 1024
const TURNS = 5

/**
 * Milliseconds, at the 95th percentile, that a page of look-alikes takes under a filter that so few of the stored ones pass that all
 * vectors are looked through: which models pass, the search among them, and what is shown of those that are found.
 */
export async function measureFilteredList(
  database: Database,
  { conditions, dimensions }: { conditions: readonly ModelConditions[]; dimensions: number },
): Promise<number> {
  const ids = await database.search.listPassingIds({})
  const thread = openVectorThread(dimensions, madeUpBlocks(ids, dimensions))
  try {
    await thread.loaded
    const expansion = queryExpansionOf(ids.length)?.neighbours ?? 0
    const milliseconds: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      for (const asked of conditions) {
        const own = ids[(turn * 7919) % ids.length] ?? 0
        const startedAt = performance.now()
        const among = await database.search.listPassingIds(asked)
        const question = { plus: [own], minus: [] }
        const near = ids.subarray(0, DEFAULT_DEPTH)
        const options = { limit: PAGE_DEPTH, among, without: [own], expansion, near }
        const { modelIds } = await thread.nearest(question, options)
        await database.catalogue.readListedModels([...modelIds])
        milliseconds.push(performance.now() - startedAt)
      }
    }
    return quantile(milliseconds, 0.95)
  } finally {
    await thread.close()
  }
}

async function* madeUpBlocks(ids: Int32Array, dimensions: number): AsyncGenerator<VectorBlock> {
  for (let start = 0; start < ids.length; start += BLOCK_ROWS) {
    const some = ids.slice(start, start + BLOCK_ROWS)
    yield vectorBlockOf(some, randomUnitVectors(some.length, dimensions, start))
  }
}
