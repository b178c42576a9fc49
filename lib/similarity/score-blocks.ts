import { databaseBlocks, leastRowsOf, type ProductGraph } from './database-blocks'
import { readRows, type VectorSource } from './vectors'

/** Scores of the queries [start, start + count), [count, database.count] row-major. */
export type ScoreBlock = { start: number; count: number; scores: Float32Array }

const productsOnly: ProductGraph = {
  name: 'scores',
  inputs: [],
  outputs: [{ name: 'products', type: 'float32', shape: ['queries', 'database'] }],
  constants: [],
  nodes: [],
}

/**
 * The inner products of all queries with the whole database, one block of queries at a time: the same bits as
 * the nearest-neighbour search computes.
 *
 * @throws Error when a vector has NaN or an infinity, naming its id and row.
 */
export async function* scoreBlocks(options: {
  queries: VectorSource
  database: VectorSource
  threads: number
  signal?: AbortSignal
}): AsyncGenerator<ScoreBlock, void, void> {
  const { queries, database, threads, signal } = options
  const leastRows = leastRowsOf(threads)
  const queryBlock = Math.max(64, Math.min(1024, Math.floor(2 ** 23 / database.count)))
  const blockRows = Math.max(1024, Math.floor(2 ** 24 / database.dimensions))
  const blocks = databaseBlocks(database, { graph: productsOnly, blockRows, threads })
  try {
    for (let start = 0; start < queries.count; start += queryBlock) {
      const count = Math.min(queryBlock, queries.count - start)
      const left = await readRows(queries, start, start + count, { paddedRows: leastRows, check: true })
      const scores = new Float32Array(count * database.count)
      for await (const { from, rows, paddedRows, session } of blocks.inTurn()) {
        signal?.throwIfAborted()
        const { products } = await session.run({
          queries: { data: left, dims: [left.length / queries.dimensions, queries.dimensions] },
        })
        if (!(products?.data instanceof Float32Array)) throw new Error('The score graph must return float32.')
        for (let row = 0; row < count; row++) {
          const part = products.data.subarray(row * paddedRows, row * paddedRows + rows)
          scores.set(part, row * database.count + from)
        }
      }
      yield { start, count, scores }
    }
  } finally {
    await blocks.dispose()
  }
}
