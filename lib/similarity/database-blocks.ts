import { encodeOnnxModel, type OnnxGraph, type OnnxNode, type OnnxValue } from '@/lib/numerics/onnx-model'
import { createSession, type Session } from '@/lib/numerics/onnx-session'

import { readRows, type VectorSource } from './vectors'

/** Queries, [rows, dimensions]. */
export function queriesInput(dimensions: number): OnnxValue {
  return { name: 'queries', type: 'float32', shape: ['queries', dimensions] }
}

/** Inner products of every query with every database row, [queries, database]. */
export const productNode: OnnxNode = {
  operator: 'Gemm',
  inputs: ['queries', 'database'],
  outputs: ['products'],
  attributes: { transB: { kind: 'int', value: 1 } },
}

/** Rows of a block are filled up to a multiple of this. */
export const chunkRows = 64

/**
 * The fewest rows of a block. onnxruntime accumulates a product in another order when the share of one thread is
 * very narrow or a single row; rows of zeros fill a block up to this, and are dropped from the result.
 */
export function leastRowsOf(threads: number): number {
  return 96 * threads
}

/** What follows the products in a graph. */
export type ProductGraph = Pick<OnnxGraph, 'name' | 'inputs' | 'outputs' | 'constants' | 'nodes'>

/** Rows [from, from + rows) of a database in a session; `paddedRows` with the rows of zeros that fill it. */
export type DatabaseBlock = { from: number; rows: number; paddedRows: number; session: Session }

/**
 * The blocks of a database, each loaded into a session that multiplies `queries` with it and goes on with the
 * nodes of `graph`. onnxruntime then brings the block into the order that its kernel reads once, and not at every
 * product; the order of the additions is another than without, so whoever wants equal bits comes here.
 */
export function databaseBlocks(
  database: VectorSource,
  { graph, blockRows, threads }: { graph: ProductGraph; blockRows: number; threads: number },
) {
  let open: DatabaseBlock | undefined

  async function dispose(): Promise<void> {
    const block = open
    open = undefined
    await block?.session.dispose()
  }

  return {
    /**
     * One block at a time, each valid until the next is asked for; a database of one block stays loaded.
     *
     * @throws Error when a vector has NaN or an infinity, naming its id and row.
     */
    async *inTurn(): AsyncGenerator<DatabaseBlock, void, void> {
      for (let from = 0; from < database.count; from += blockRows) {
        if (open?.from !== from) {
          await dispose()
          open = await load(database, from, Math.min(database.count, from + blockRows), graph, threads)
        }
        yield open
      }
    },
    /** Frees the block that is loaded. */
    dispose,
  }
}

async function load(
  source: VectorSource,
  from: number,
  end: number,
  graph: ProductGraph,
  threads: number,
): Promise<DatabaseBlock> {
  const paddedRows = chunkRows * Math.ceil(Math.max(end - from, leastRowsOf(threads)) / chunkRows)
  const database = await readRows(source, from, end, { paddedRows, check: true })
  const onnx = encodeOnnxModel({
    ...graph,
    inputs: [queriesInput(source.dimensions), ...graph.inputs],
    externals: [{ name: 'database', dims: [paddedRows, source.dimensions] }],
    nodes: [productNode, ...graph.nodes],
  })
  const session = await createSession(onnx, { threads, externals: { database } })
  return { from, rows: end - from, paddedRows, session }
}
