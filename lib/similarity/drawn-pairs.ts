import { expandByBlocks, type QueryExpansion } from './query-expansion'
import { emptyRanking } from './ranking'
import { innerProduct, rowsOf, vectorsInMemory } from './vectors'

/** A model that was drawn, with the ids of its nearest, of which more are given than its expansion takes. */
export type DrawnModel = { modelId: number; neighbourIds: ArrayLike<number> }

/**
 * The scores of all pairs of some models, as a search with query expansion gives them. Each is expanded by those of its
 * neighbours that are nearest to it by their bare vectors. Models that have no vector are left out.
 *
 * @param vectorOf the vector of a model, of length 1
 */
export async function scorePairs(
  drawn: readonly DrawnModel[],
  vectorOf: (modelId: number) => Float32Array | undefined,
  expansion: QueryExpansion | null,
): Promise<Float32Array> {
  const known = drawn.flatMap(({ modelId, neighbourIds }) => {
    const vector = vectorOf(modelId)
    return vector ? [{ modelId, neighbourIds, vector }] : []
  })
  const dimensions = known[0]?.vector.length ?? 0
  if (dimensions === 0) return new Float32Array(0)
  const width = expansion === null ? 0 : expansion.neighbours + 1
  const vectors = known.map(({ vector }) => vector)
  const ranking = emptyRanking(known.length, width)
  if (expansion !== null) {
    known.forEach(({ modelId, neighbourIds, vector }, row) => {
      const near = Array.from(neighbourIds).flatMap((id) => {
        const other = id === modelId ? undefined : vectorOf(id)
        return other ? [{ other, score: innerProduct(vector, other) }] : []
      })
      near.sort((one, other) => other.score - one.score)
      for (let place = 0; place < width; place++) {
        const found = near[place]
        // Where there are too few, none is added in their place: the model itself, as far away as can be.
        ranking.indices[row * width + place] = found ? vectors.push(found.other) - 1 : row
        ranking.scores[row * width + place] = found?.score ?? -1
      }
    })
  }
  const values = new Float32Array(vectors.length * dimensions)
  vectors.forEach((vector, row) => values.set(vector, row * dimensions))
  const compared =
    expansion === null
      ? values
      : await expandByBlocks(vectorsInMemory(values, dimensions), {
          start: 0,
          neighbours: ranking,
          blockRows: vectors.length,
        })
  return productsOfPairs(rowsOf(compared, dimensions).slice(0, known.length))
}

function productsOfPairs(rows: readonly Float32Array[]): Float32Array {
  const products = new Float32Array((rows.length * (rows.length - 1)) / 2)
  let pair = 0
  rows.forEach((row, place) => {
    for (const other of rows.slice(0, place)) products[pair++] = innerProduct(row, other)
  })
  return products
}
