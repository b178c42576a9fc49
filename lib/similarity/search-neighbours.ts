import { expandByBlocks, expandVectors, type QueryExpansion } from './query-expansion'
import {
  blockSizes,
  collectNeighbours,
  nearestNeighbours,
  type NeighbourBlock,
  type NeighbourTable,
  type TopKOptions,
} from './top-k'
import { vectorsInMemory, type VectorSource } from './vectors'

/** What a search compares: every query of `queries` with every vector of `database`, ids alike. */
export type ExpandedSearch = { queries: VectorSource; database: VectorSource }

export type ExpansionOptions = Pick<
  TopKOptions,
  'queryBlock' | 'databaseBlock' | 'threads' | 'signal' | 'checkpoint'
> & {
  vectors: VectorSource
  /** Null searches with the vectors as they are. */
  expansion: QueryExpansion | null
  /** Called after each block of the first pass, with the number of models that it finished. */
  onExpanded?: (count: number) => void
  /** Where an expanded database is kept that is too much for memory; null, as by default, in memory. */
  store?: () => VectorStore | null
}

/** Keeps vectors that come a block after another. */
export type VectorStore = {
  append(rows: Float32Array): void
  /** All of them, once they have come. */
  vectors: VectorSource
}

/**
 * The first of the two passes of a search with query expansion: finds the neighbours that expand each vector,
 * and returns both sides of the second pass. Expanded queries are computed as they are read; an expanded
 * database, which is read many times, is kept in memory, or in the store that is given.
 */
export async function expandSearch(options: ExpansionOptions): Promise<ExpandedSearch> {
  const { vectors, expansion, onExpanded, queryBlock, databaseBlock, threads, signal, checkpoint } = options
  if (expansion === null || expansion.neighbours === 0 || vectors.count < 2) {
    return { queries: vectors, database: vectors }
  }
  const nearest = await collectNeighbours(
    nearestNeighbours({
      database: vectors,
      // One more, which the others are held against.
      neighbours: expansion.neighbours + 1,
      queryBlock,
      databaseBlock,
      threads,
      signal,
      checkpoint,
    }),
    onExpanded,
  )
  const store = expansion.database && options.store?.()
  if (store) {
    const both = await storeExpanded(vectors, nearest, store, checkpoint)
    return { queries: both, database: both }
  }
  const expanded = expandVectors(vectors, nearest)
  if (!expansion.database) return { queries: expanded, database: vectors }
  const values = await expanded.rows(0, expanded.count)
  const both = vectorsInMemory(values, vectors.dimensions, vectors.ids)
  return { queries: both, database: both }
}

async function storeExpanded(
  vectors: VectorSource,
  { width, indices, scores }: NeighbourTable,
  store: VectorStore,
  checkpoint?: () => Promise<void>,
): Promise<VectorSource> {
  const blockRows = blockSizes(vectors).databaseBlock
  for (let start = 0; start < vectors.count; start += blockRows) {
    await checkpoint?.()
    const end = Math.min(start + blockRows, vectors.count)
    const neighbours = {
      count: end - start,
      width,
      indices: indices.subarray(start * width, end * width),
      scores: scores.subarray(start * width, end * width),
    }
    store.append(await expandByBlocks(vectors, { start, neighbours, blockRows }))
  }
  return store.vectors
}

/**
 * The neighbours of every vector among all the others, best first, as {@link nearestNeighbours} finds them,
 * after query expansion. With expansion a score is the cosine between the expanded query and the other vector.
 */
export async function* searchNeighbours(
  options: ExpansionOptions & { neighbours: number },
): AsyncGenerator<NeighbourBlock, void, void> {
  const { neighbours, queryBlock, databaseBlock, threads, signal, checkpoint } = options
  const blocks = { queryBlock, databaseBlock, threads, signal, checkpoint }
  yield* nearestNeighbours({ ...(await expandSearch(options)), neighbours, ...blocks })
}
