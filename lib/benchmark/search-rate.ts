import { availableParallelism } from 'node:os'
import { encodeOnnxModel } from '@/lib/numerics/onnx-model'
import { createSession } from '@/lib/numerics/onnx-session'
import { productNode, queriesInput } from '@/lib/similarity/database-blocks'
import { blockSizes, nearestNeighbours } from '@/lib/similarity/top-k'
import { vectorsInMemory } from '@/lib/similarity/vectors'
import { mediansInTurn } from './in-turn'
import { atLeast, type BenchmarkRow } from './row'
import { randomUnitVectors } from './random-vectors'

/**
 * The exact search of every model's 24 nearest neighbours, against nothing but the matrix product in it:
 * billions of floating-point operations a second, the two in turn, medians of three. The product has the search's
 * blocks of queries and threads, and is given the database at every block, as a product is.
 */
export async function measureSearchRate(count: number, dimensions: number): Promise<BenchmarkRow> {
  const vectors = randomUnitVectors(count, dimensions)
  const operations = 2 * count * count * dimensions
  const rateOf = async (work: () => Promise<void>) => operations / 1e9 / (await secondsOf(work))
  const [searchRate, productRate] = await mediansInTurn(
    () => rateOf(() => searchAll(vectors, dimensions)),
    () => rateOf(() => multiplyAll(vectors, dimensions)),
  )
  const name = `exact top 24 of ${count} x ${dimensions}, GFLOP/s, against the bare product`
  return atLeast(0.9, name, searchRate, productRate)
}

async function searchAll(vectors: Float32Array, dimensions: number): Promise<void> {
  const blocks = nearestNeighbours({ database: vectorsInMemory(vectors, dimensions), neighbours: 24 })
  for await (const block of blocks)
    if (block.width !== 24) throw new Error(`${block.width} neighbours, not 24.`)
}

async function multiplyAll(vectors: Float32Array, dimensions: number): Promise<void> {
  const count = vectors.length / dimensions
  const graph = {
    name: 'product',
    inputs: [
      queriesInput(dimensions),
      { name: 'database', type: 'float32' as const, shape: ['database', dimensions] },
    ],
    outputs: [{ name: 'corner', type: 'float32' as const, shape: [1, 1] }],
    constants: [
      { name: 'zero', dims: [2], data: BigInt64Array.of(0n, 0n) },
      { name: 'one', dims: [2], data: BigInt64Array.of(1n, 1n) },
    ],
    // All of the product is computed, and one number of it handed over: copying it out is not multiplying.
    nodes: [productNode, { operator: 'Slice', inputs: ['products', 'zero', 'one'], outputs: ['corner'] }],
  }
  const { queryBlock } = blockSizes({ count, dimensions })
  const session = await createSession(encodeOnnxModel(graph), { threads: availableParallelism() })
  for (let start = 0; start < count; start += queryBlock) {
    const end = Math.min(count, start + queryBlock)
    await session.run({
      queries: {
        data: vectors.subarray(start * dimensions, end * dimensions),
        dims: [end - start, dimensions],
      },
      database: { data: vectors, dims: [count, dimensions] },
    })
  }
  await session.dispose()
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}
