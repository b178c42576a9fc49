import { availableParallelism } from 'node:os'

import type { Tensor } from '@/lib/onnx/session'

import {
  chunkRows,
  databaseBlocks,
  leastRowsOf,
  type DatabaseBlock,
  type ProductGraph,
} from './database-blocks'
import { assertAscendingIds, readRows, rowOfId, type VectorSource } from './vectors'

/** The nearest neighbours of the queries [start, start + count), best first. */
export type NeighbourBlock = {
  start: number
  count: number
  /** Neighbours of each query. */
  width: number
  /** Rows of the database, [count, width] row-major. */
  indices: Int32Array
  /** Cosines, [count, width] row-major, not increasing along a row. */
  scores: Float32Array
}

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
  const { database, queries = database, neighbours, signal, threads = availableParallelism() } = options
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
            // One more than wanted, since the query itself may be among them.
            part.best = merge(part.best, await bestOfBlock(block, part, width + 1), width + 1)
          }
        }
      }
      for (const { start, best } of group) {
        signal?.throwIfAborted()
        yield withoutSelf(best, start, width, ownRowsOf(queries, database, start, best.count))
      }
    }
  } finally {
    await blocks.dispose()
  }
}

/** All blocks of a search put together. */
export type NeighbourTable = Omit<NeighbourBlock, 'start'>

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
  const indices = new Int32Array(count * width)
  const scores = new Float32Array(count * width)
  for (const part of parts) {
    indices.set(part.indices, part.start * width)
    scores.set(part.scores, part.start * width)
  }
  return { count, width, indices, scores }
}

/**
 * The best `candidates` products of every query, in two steps, since most of the time of a top-k over all of them
 * is looking at each: the largest of every chunk of 64 rows, the best `chunks` chunks by that, and the top-k over
 * only those. It is exact when there are no fewer chunks than candidates: were an element of the top k outside the
 * k best chunks, each of those would have an element that comes before it.
 *
 * scores [queries, candidates], best first, and their places in [chunks, 64]; the chunks chosen, ascending so that
 * of equal scores the lower row comes first, [queries, chunks]. Both as float32, exact below 2^24.
 */
const topKGraph: ProductGraph = {
  name: 'top-k',
  inputs: [
    { name: 'chunks', type: 'int64', shape: [1] },
    { name: 'candidates', type: 'int64', shape: [1] },
  ],
  outputs: [
    { name: 'scores', type: 'float32', shape: ['queries', 'candidates'] },
    { name: 'places', type: 'float32', shape: ['queries', 'candidates'] },
    { name: 'chosen', type: 'float32', shape: ['queries', 'chunks'] },
  ],
  constants: [
    { name: 'by chunk', dims: [3], data: BigInt64Array.of(0n, -1n, BigInt(chunkRows)) },
    { name: 'last axis', dims: [1], data: BigInt64Array.of(2n) },
  ],
  nodes: [
    { operator: 'Reshape', inputs: ['products', 'by chunk'], outputs: ['products by chunk'] },
    {
      operator: 'ReduceMax',
      inputs: ['products by chunk', 'last axis'],
      outputs: ['largest'],
      attributes: { keepdims: { kind: 'int', value: 0 } },
    },
    {
      operator: 'TopK',
      inputs: ['largest', 'chunks'],
      outputs: ['best largest', 'best chunks'],
      attributes: { sorted: { kind: 'int', value: 0 } },
    },
    {
      operator: 'TopK',
      inputs: ['best chunks', 'chunks'],
      outputs: ['ascending chunks', 'chunk ranks'],
      attributes: { largest: { kind: 'int', value: 0 } },
    },
    { operator: 'Unsqueeze', inputs: ['ascending chunks', 'last axis'], outputs: ['chunk indices'] },
    {
      operator: 'GatherND',
      inputs: ['products by chunk', 'chunk indices'],
      outputs: ['gathered'],
      attributes: { batch_dims: { kind: 'int', value: 1 } },
    },
    { operator: 'Flatten', inputs: ['gathered'], outputs: ['products of the chunks'] },
    { operator: 'TopK', inputs: ['products of the chunks', 'candidates'], outputs: ['scores', 'int places'] },
    {
      operator: 'Cast',
      inputs: ['int places'],
      outputs: ['places'],
      attributes: { to: { kind: 'int', value: 1 } },
    },
    {
      operator: 'Cast',
      inputs: ['ascending chunks'],
      outputs: ['chosen'],
      attributes: { to: { kind: 'int', value: 1 } },
    },
  ],
}

type Ranking = { count: number; width: number; indices: Int32Array; scores: Float32Array }

type QueryBlock = { start: number; tensor: Tensor; best: Ranking }

function emptyRanking(count: number, width = 0): Ranking {
  return { count, width, indices: new Int32Array(count * width), scores: new Float32Array(count * width) }
}

/** Each query's best `wanted` rows of one block of the database, or all of them. */
async function bestOfBlock(
  block: DatabaseBlock,
  { tensor, best: { count } }: QueryBlock,
  wanted: number,
): Promise<Ranking> {
  const { from, rows, paddedRows, session } = block
  const fillers = paddedRows - rows
  const ranking = emptyRanking(count, Math.min(wanted, rows))
  // Filling rows score 0 and come last: they are among the best only where cosines are negative. Room for all of
  // them then makes sure that none takes the place of a real row.
  for (const room of new Set([0, fillers])) {
    const chunks = Math.min(paddedRows / chunkRows, wanted + Math.ceil(room / chunkRows))
    const candidates = Math.min(paddedRows, wanted + room)
    const { scores, places, chosen } = await session.run({
      queries: tensor,
      chunks: { data: BigInt64Array.of(BigInt(chunks)), dims: [1] },
      candidates: { data: BigInt64Array.of(BigInt(candidates)), dims: [1] },
    })
    if (
      !(scores?.data instanceof Float32Array) ||
      !(places?.data instanceof Float32Array) ||
      !(chosen?.data instanceof Float32Array)
    ) {
      throw new Error('The top-k graph must return float32 scores, places and chosen chunks.')
    }
    let missing = false
    for (let query = 0; query < count; query++) {
      let rank = 0
      for (let at = query * candidates; at < (query + 1) * candidates && rank < ranking.width; at++) {
        const place = places.data[at] ?? 0
        const chunk = chosen.data[query * chunks + Math.floor(place / chunkRows)] ?? 0
        const row = chunk * chunkRows + (place % chunkRows)
        if (row >= rows) continue
        ranking.indices[query * ranking.width + rank] = from + row
        ranking.scores[query * ranking.width + rank] = scores.data[at] ?? 0
        rank++
      }
      missing ||= rank < ranking.width
    }
    if (!missing) break
  }
  return ranking
}

/**
 * Merges each query's ranking with that of one more block of the database, keeping the best `wanted`. Blocks come
 * in ascending order, so on equal scores what is already there has the lower id.
 */
function merge(best: Ranking, fresh: Ranking, wanted: number): Ranking {
  if (best.width === 0) return fresh
  const width = Math.min(wanted, best.width + fresh.width)
  const merged = emptyRanking(best.count, width)
  for (let query = 0; query < best.count; query++) {
    let old = query * best.width
    const oldEnd = old + best.width
    let next = query * fresh.width
    const nextEnd = next + fresh.width
    for (let place = query * width; place < (query + 1) * width; place++) {
      const oldScore = old < oldEnd ? (best.scores[old] ?? 0) : Number.NEGATIVE_INFINITY
      const nextScore = next < nextEnd ? (fresh.scores[next] ?? 0) : Number.NEGATIVE_INFINITY
      const keep = oldScore >= nextScore
      merged.scores[place] = keep ? oldScore : nextScore
      merged.indices[place] = (keep ? best.indices[old++] : fresh.indices[next++]) ?? 0
    }
  }
  return merged
}

function withoutSelf(best: Ranking, start: number, width: number, ownRows: Int32Array): NeighbourBlock {
  const { indices, scores } = emptyRanking(best.count, width)
  for (let query = 0; query < best.count; query++) {
    const own = ownRows[query] ?? -1
    let from = query * best.width
    for (let place = query * width; place < (query + 1) * width; place++, from++) {
      if (best.indices[from] === own) from++
      indices[place] = best.indices[from] ?? 0
      scores[place] = best.scores[from] ?? 0
    }
  }
  return { start, count: best.count, width, indices, scores }
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
