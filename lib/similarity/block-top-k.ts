import type { Tensor } from '@/lib/numerics/onnx-session'
import { chunkRows, type DatabaseBlock, type ProductGraph } from './database-blocks'
import { emptyRanking, type Ranking } from './ranking'

/**
 * The best `candidates` products of every query, in two steps, since most of the time of a top-k over all of them
 * is looking at each: the largest of every chunk of 64 rows, the best `chunks` chunks by that, and the top-k over
 * only those. It is exact when there are no fewer chunks than candidates: were an element of the top k outside the
 * k best chunks, each of those would have an element that comes before it.
 *
 * scores [queries, candidates], best first, and their places in [chunks, 64]; the chunks chosen, ascending so that
 * of equal scores the lower row comes first, [queries, chunks]. Both as float32, exact below 2^24.
 */
export const topKGraph: ProductGraph = {
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

/**
 * The best `wanted` rows that each query has in one block of the database, or all of them.
 *
 * @param queries [at least count, dimensions]; rows after the first `count` are fillers
 */
export async function bestOfBlock(
  block: DatabaseBlock,
  queries: Tensor,
  count: number,
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
      queries,
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
