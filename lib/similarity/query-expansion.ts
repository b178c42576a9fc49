import type { NeighbourTable } from './top-k'
import { readRows, type VectorSource } from './vectors'

/**
 * How a vector is expanded by its neighbours before it is searched with: average query expansion (Chum,
 * Philbin, Sivic, Isard, Zisserman: "Total Recall", ICCV 2007), each neighbour weighted by a power of its
 * similarity (Radenović, Tolias, Chum: "Fine-tuning CNN Image Retrieval with No Human Annotation", PAMI 2018).
 */
export type QueryExpansion = {
  /** How many of the nearest neighbours are added to a vector; 0 leaves it as it is. */
  neighbours: number
  /** A neighbour of similarity s weighs max(s, 0) ** exponent, the vector itself 1. */
  exponent: number
  /** Whether the database is expanded as well, or only the queries. */
  database: boolean
}

/**
 * Chosen on the sample catalogue and on renders of low-poly models from several views. Expanding both sides finds
 * more of the same label than expanding queries alone, and keeps the score of two models the same in both
 * directions; it costs other views of the very same model a little. Ten neighbours do better than five.
 */
export const defaultQueryExpansion: QueryExpansion = { neighbours: 10, exponent: 3, database: true }

/**
 * The vectors, each with its weighted neighbours added and brought back to length 1; a zero sum stays zero.
 * `neighbours` is the table of a search of the vectors among themselves; all of its columns are used. Nothing
 * is computed before a row is read, so memory is that of the rows read.
 *
 * @throws Error when the table is of another number of vectors.
 */
export function expandVectors(
  vectors: VectorSource,
  neighbours: NeighbourTable,
  exponent: number,
): VectorSource {
  const { count, dimensions } = vectors
  const { width, indices, scores } = neighbours
  if (neighbours.count !== count) {
    throw new Error(`The neighbours are of ${neighbours.count} vectors, not of ${count}.`)
  }

  async function rows(start: number, end: number): Promise<Float32Array> {
    const own = await readRows(vectors, start, end)
    const expanded = new Float32Array(own.length)
    const sum = new Float64Array(dimensions)
    for (let row = start; row < end; row++) {
      const offset = (row - start) * dimensions
      sum.set(own.subarray(offset, offset + dimensions))
      for (let place = row * width; place < (row + 1) * width; place++) {
        const index = indices[place] ?? 0
        const weight = Math.max(scores[place] ?? 0, 0) ** exponent
        const read = vectors.rows(index, index + 1)
        const neighbour = read instanceof Float32Array ? read : await read
        for (let d = 0; d < dimensions; d++) sum[d] = (sum[d] ?? 0) + weight * (neighbour[d] ?? 0)
      }
      let square = 0
      for (const value of sum) square += value * value
      const scale = square > 0 ? 1 / Math.sqrt(square) : 0
      for (let d = 0; d < dimensions; d++) expanded[offset + d] = (sum[d] ?? 0) * scale
    }
    return expanded
  }

  return { count, dimensions, ids: vectors.ids, rows }
}
