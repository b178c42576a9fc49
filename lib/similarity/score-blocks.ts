import { encodeOnnxModel, type OnnxGraph, type OnnxNode, type OnnxValue } from '@/lib/onnx/model'
import { createSession } from '@/lib/onnx/session'

import { readRows, type VectorSource } from './vectors'

/** The graph inputs of a comparison: queries and database, each [rows, dimensions]. */
export function productInputs(dimensions: number): OnnxValue[] {
  return [
    { name: 'queries', type: 'float32', shape: ['queries', dimensions] },
    { name: 'database', type: 'float32', shape: ['database', dimensions] },
  ]
}

/** Inner products of every query with every database row, [queries, database]. */
export const productNode: OnnxNode = {
  operator: 'Gemm',
  inputs: ['queries', 'database'],
  outputs: ['products'],
  attributes: { transB: { kind: 'int', value: 1 } },
}

/**
 * The fewest rows of a block. onnxruntime accumulates a product in another order when the share of one thread is
 * very narrow or a single row; rows of zeros fill a block up to this, and are dropped from the result.
 */
export function leastRowsOf(threads: number): number {
  return 96 * threads
}

/** Scores of the queries [start, start + count), [count, database.count] row-major. */
export type ScoreBlock = { start: number; count: number; scores: Float32Array }

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
  const databaseBlock = Math.max(1024, Math.floor(2 ** 24 / database.dimensions))
  const graph: OnnxGraph = {
    name: 'scores',
    inputs: productInputs(database.dimensions),
    outputs: [{ name: 'products', type: 'float32', shape: ['queries', 'database'] }],
    constants: [],
    nodes: [productNode],
  }
  const session = await createSession(encodeOnnxModel(graph), { threads })
  try {
    for (let start = 0; start < queries.count; start += queryBlock) {
      const count = Math.min(queryBlock, queries.count - start)
      const left = await readRows(queries, start, start + count, { paddedRows: leastRows, check: true })
      const scores = new Float32Array(count * database.count)
      for (let from = 0; from < database.count; from += databaseBlock) {
        signal?.throwIfAborted()
        const rows = Math.min(databaseBlock, database.count - from)
        const right = await readRows(database, from, from + rows, {
          paddedRows: leastRows,
          check: start === 0,
        })
        const paddedRows = right.length / database.dimensions
        const { products } = await session.run({
          queries: { data: left, dims: [left.length / queries.dimensions, queries.dimensions] },
          database: { data: right, dims: [paddedRows, database.dimensions] },
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
    await session.dispose()
  }
}
