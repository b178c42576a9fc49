import { availableParallelism } from 'node:os'

import { encodeOnnxModel, type OnnxGraph } from '@/lib/onnx/model'
import { createSession } from '@/lib/onnx/session'

import { leastRowsOf, productInputs, productNode } from './score-blocks'
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
  /** Rows compared at once; by default what keeps a block of scores within 128 MB. They never change the result. */
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
 * Memory is bounded by the blocks: queryBlock x databaseBlock scores and the vectors of one block of each. To
 * stop early, stop iterating. Same bits whatever the block sizes and the threads.
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
  const sizes = blockSizes(queries, database)
  const queryBlock = positiveInteger('queryBlock', options.queryBlock ?? sizes.queryBlock)
  const databaseBlock = positiveInteger('databaseBlock', options.databaseBlock ?? sizes.databaseBlock)
  positiveInteger('neighbours', neighbours)
  const width = Math.max(0, Math.min(neighbours, database.count - 1))

  const leastRows = leastRowsOf(threads)
  const session = await createSession(encodeOnnxModel(topKGraph(database.dimensions)), { threads })
  try {
    for (let start = 0; start < queries.count; start += queryBlock) {
      const count = Math.min(queryBlock, queries.count - start)
      const left = await readRows(queries, start, start + count, {
        paddedRows: leastRows,
        check: queries !== database,
      })
      // One more than wanted, since the query itself may be among them.
      let best = emptyRanking(count)
      for (let from = 0; from < database.count && width > 0; from += databaseBlock) {
        signal?.throwIfAborted()
        const rows = Math.min(databaseBlock, database.count - from)
        const right = await readRows(database, from, from + rows, {
          paddedRows: leastRows,
          check: start === 0,
        })
        const paddedRows = right.length / database.dimensions
        // Each filling row may take the place of at most one real row.
        const candidates = Math.min(paddedRows, width + 1 + paddedRows - rows)
        const { scores, indices } = await session.run({
          queries: { data: left, dims: [left.length / queries.dimensions, queries.dimensions] },
          database: { data: right, dims: [paddedRows, database.dimensions] },
          k: { data: BigInt64Array.of(BigInt(candidates)), dims: [1] },
        })
        if (!(scores?.data instanceof Float32Array && indices?.data instanceof Float32Array)) {
          throw new Error('The top-k graph must return float32 scores and indices.')
        }
        const block = { scores: scores.data, indices: indices.data, candidates, rows, from }
        best = merge(best, block, Math.min(width + 1, best.width + rows))
      }
      yield withoutSelf(best, start, width, ownRowsOf(queries, database, start, count))
    }
  } finally {
    await session.dispose()
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

/** scores [queries, k] and rows of the database [queries, k] (as float32: exact below 2^24), best first. */
function topKGraph(dimensions: number): OnnxGraph {
  return {
    name: 'top-k',
    inputs: [...productInputs(dimensions), { name: 'k', type: 'int64', shape: [1] }],
    outputs: [
      { name: 'scores', type: 'float32', shape: ['queries', 'k'] },
      { name: 'indices', type: 'float32', shape: ['queries', 'k'] },
    ],
    constants: [],
    nodes: [
      productNode,
      { operator: 'TopK', inputs: ['products', 'k'], outputs: ['scores', 'places'] },
      {
        operator: 'Cast',
        inputs: ['places'],
        outputs: ['indices'],
        attributes: { to: { kind: 'int', value: 1 } },
      },
    ],
  }
}

type Ranking = { count: number; width: number; indices: Int32Array; scores: Float32Array }

function emptyRanking(count: number): Ranking {
  return { count, width: 0, indices: new Int32Array(0), scores: new Float32Array(0) }
}

/**
 * Merges each query's ranking with its candidates from one more block of the database. Blocks come in ascending
 * order, so on equal scores what is already there has the lower id.
 */
function merge(
  best: Ranking,
  block: { scores: Float32Array; indices: Float32Array; candidates: number; rows: number; from: number },
  width: number,
): Ranking {
  const { candidates, rows, from } = block
  const merged: Ranking = {
    count: best.count,
    width,
    indices: new Int32Array(best.count * width),
    scores: new Float32Array(best.count * width),
  }
  for (let query = 0; query < best.count; query++) {
    let old = query * best.width
    const oldEnd = old + best.width
    let fresh = query * candidates
    const freshEnd = fresh + candidates
    for (let place = query * width; place < (query + 1) * width; place++) {
      while (fresh < freshEnd && (block.indices[fresh] ?? 0) >= rows) fresh++
      const oldScore = old < oldEnd ? (best.scores[old] ?? 0) : Number.NEGATIVE_INFINITY
      const freshScore = fresh < freshEnd ? (block.scores[fresh] ?? 0) : Number.NEGATIVE_INFINITY
      if (oldScore >= freshScore) {
        merged.indices[place] = best.indices[old++] ?? 0
        merged.scores[place] = oldScore
      } else {
        merged.indices[place] = from + (block.indices[fresh++] ?? 0)
        merged.scores[place] = freshScore
      }
    }
  }
  return merged
}

function withoutSelf(best: Ranking, start: number, width: number, ownRows: Int32Array): NeighbourBlock {
  const indices = new Int32Array(best.count * width)
  const scores = new Float32Array(best.count * width)
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

function blockSizes(queries: VectorSource, database: VectorSource) {
  const rowBytes = 4 * database.dimensions
  const databaseBlock = clamp((64 * mebibyte) / rowBytes, 1024, 32_768)
  // When the database is read again for every block of queries, larger blocks of queries mean fewer readings.
  const scoreBytes = 4 * Math.min(databaseBlock, Math.max(1, database.count))
  const queryBlock = clamp(Math.min((128 * mebibyte) / scoreBytes, (400 * mebibyte) / rowBytes), 64, 4096)
  return { queryBlock, databaseBlock }
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
