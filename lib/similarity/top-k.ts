import { availableParallelism } from 'node:os'

import type { Tensor } from '@/lib/numerics/onnx-session'

import { bestOfBlock, topKGraph } from './block-top-k'
import { databaseBlocks, leastRowsOf } from './database-blocks'
import { emptyRanking, mergeRankings, withoutOwnRows, type Ranking } from './ranking'
import { assertAscendingIds, readRows, rowOfId, type VectorSource } from './vectors'

/** The nearest neighbours of the queries [start, start + count), best first; the scores are cosines. */
export type NeighbourBlock = Ranking & { start: number }

export type TopKOptions = {
  database: VectorSource
  /** By default the database itself. A query's own id is left out of its neighbours. */
  queries?: VectorSource
  /** Neighbours wanted of each query. */
  neighbours: number
  /** Rows compared at once; by default what keeps a block of scores within 64 MB. They never change the result. */
  queryBlock?: number
  databaseBlock?: number
  /** Threads of the matrix product; by default as many as there are cores. */
  threads?: number
  /** Aborting it makes the search throw the signal's reason before the next block. */
  signal?: AbortSignal
  /** Awaited before each product of two blocks; may take its time, or throw to end the search. */
  checkpoint?: () => Promise<void>
}

const mebibyte = 2 ** 20

/**
 * Exact nearest neighbours by inner product (the cosine, for vectors of length 1), one block of queries at a
 * time. Ordered by score, equal scores by id. A query is left out of its own neighbours by its id, never by its
 * place in the ranking, so a model with exact copies keeps them. The width is
 * min(neighbours, database.count - 1): with fewer models than that there are fewer neighbours.
 *
 * Memory is bounded by the blocks: queryBlock x databaseBlock scores, the vectors of one block of the database
 * and of one block of queries, or, when the database is more than one block, of up to 400 MB of queries, so that
 * it is gone through less often. To stop early, stop iterating. Same bits whatever the block sizes and the threads.
 *
 * @throws Error when dimensions differ, ids do not ascend, a block size is no positive integer, or a vector has
 * NaN or an infinity (naming its id and row).
 */
export async function* nearestNeighbours(options: TopKOptions): AsyncGenerator<NeighbourBlock, void, void> {
  const { database, queries = database, neighbours, signal, checkpoint } = options
  const { threads = availableParallelism() } = options
  assertAscendingIds(database)
  if (queries.dimensions !== database.dimensions) {
    throw new Error(`Queries have ${queries.dimensions} dimensions, the database ${database.dimensions}.`)
  }
  const sizes = blockSizes(database)
  const queryBlock = positiveInteger('queryBlock', options.queryBlock ?? sizes.queryBlock)
  const databaseBlock = positiveInteger('databaseBlock', options.databaseBlock ?? sizes.databaseBlock)
  positiveInteger('neighbours', neighbours)
  const width = Math.max(0, Math.min(neighbours, database.count - 1))

  const blocks = databaseBlocks(database, { graph: topKGraph, blockRows: databaseBlock, threads })
  const groupRows = databaseBlock < database.count ? queryBlock * sizes.blocksAtOnce(queryBlock) : queryBlock
  try {
    for (let first = 0; first < queries.count; first += groupRows) {
      const group: QueryBlock[] = []
      for (let start = first; start < Math.min(first + groupRows, queries.count); start += queryBlock) {
        const count = Math.min(queryBlock, queries.count - start)
        const vectors = await readRows(queries, start, start + count, {
          paddedRows: leastRowsOf(threads),
          check: queries !== database,
        })
        const tensor = { data: vectors, dims: [vectors.length / queries.dimensions, queries.dimensions] }
        group.push({ start, tensor, best: emptyRanking(count) })
      }
      if (width > 0) {
        for await (const block of blocks.inTurn()) {
          for (const part of group) {
            signal?.throwIfAborted()
            await checkpoint?.()
            // One more than wanted, since the query itself may be among them.
            const found = await bestOfBlock(block, part.tensor, part.best.count, width + 1)
            part.best = mergeRankings(part.best, found, width + 1)
          }
        }
      }
      for (const { start, best } of group) {
        signal?.throwIfAborted()
        const ownRows = ownRowsOf(queries, database, start, best.count)
        yield { start, ...withoutOwnRows(best, ownRows, width) }
      }
    }
  } finally {
    await blocks.dispose()
  }
}

type QueryBlock = { start: number; tensor: Tensor; best: Ranking }

/** All blocks of a search put together. */
export type NeighbourTable = Ranking

/** Puts the blocks of a whole search together, calling `onRows` with the number of queries of each. */
export async function collectNeighbours(
  blocks: AsyncIterable<NeighbourBlock>,
  onRows?: (count: number) => void,
): Promise<NeighbourTable> {
  const parts: NeighbourBlock[] = []
  let count = 0
  for await (const block of blocks) {
    parts.push(block)
    count += block.count
    onRows?.(block.count)
  }
  const width = parts[0]?.width ?? 0
  const table = emptyRanking(count, width)
  for (const part of parts) {
    table.indices.set(part.indices, part.start * width)
    table.scores.set(part.scores, part.start * width)
  }
  return table
}

/** The row of the database that each query [start, start + count) is itself, or -1. */
function ownRowsOf(queries: VectorSource, database: VectorSource, start: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, query) =>
    queries === database ? start + query : rowOfId(database.ids, queries.ids[start + query] ?? Number.NaN),
  )
}

/** The block sizes of a search that asks for none. */
export function blockSizes(database: Pick<VectorSource, 'count' | 'dimensions'>) {
  const rowBytes = 4 * database.dimensions
  const databaseBlock = clamp((64 * mebibyte) / rowBytes, 1024, 32_768)
  const scoreBytes = 4 * Math.min(databaseBlock, Math.max(1, database.count))
  const queryBlock = clamp((64 * mebibyte) / scoreBytes, 64, 1024)
  return {
    queryBlock,
    databaseBlock,
    /** Blocks of queries for which a block of the database is loaded once. */
    blocksAtOnce: (rows: number) => clamp(Math.min(16_384, (400 * mebibyte) / rowBytes) / rows, 1, 16_384),
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.floor(Math.min(most, Math.max(least, value)))
}

function positiveInteger(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`${name} must be a positive integer, not ${value}.`)
  }
  return value
}
