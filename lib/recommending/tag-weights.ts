import {
  columnsOf,
  countByRow,
  type SparseMatrix,
  type SparsePattern,
  transposeMatrix,
  transposePattern,
} from '@/lib/numerics/sparse-matrix'
import { type ListOptions, listsOfProduct, type NeighbourLists } from './neighbour-lists'

/** A tag that one model alone has says nothing of any two. */
const LEAST_MODELS = 2

/**
 * What tags say of models: a row a model, of length 1, each of its tags weighted by how rare it is, ln(models / models that
 * have it). A tag that all have, or one alone, weighs nothing; a row of such tags is zero.
 *
 * @param tags [models, tags]
 */
export function tagWeights(tags: SparsePattern): SparseMatrix {
  const modelsOf = countByRow(transposePattern(tags))
  const rarity = Float64Array.from(modelsOf, (count) =>
    count < LEAST_MODELS ? 0 : Math.log(tags.rows / count),
  )
  const values = new Float32Array(tags.indices.length)
  for (let model = 0; model < tags.rows; model++) {
    const own = columnsOf(tags, model)
    let square = 0
    for (const tag of own) square += (rarity[tag] ?? 0) ** 2
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    own.forEach((tag, place) => (values[(tags.starts[model] ?? 0) + place] = (rarity[tag] ?? 0) * scale))
  }
  return { ...tags, values }
}

/** The models nearest to each by their tags: the cosine of what those say. */
export function nearestByTags(
  weights: SparseMatrix,
  options: Pick<ListOptions, 'depth' | 'allowed'>,
): NeighbourLists {
  return listsOfProduct(weights, transposeMatrix(weights), options)
}

/** The same by blocks of so many models, the first of which is `from`: for whoever does something else in between. */
export function* nearestByTagsInBlocks(
  weights: SparseMatrix,
  { depth, blockRows }: { depth: number; blockRows: number },
): Generator<{ from: number; lists: NeighbourLists }> {
  const models = transposeMatrix(weights)
  for (let from = 0; from < weights.rows; from += blockRows) {
    const to = Math.min(weights.rows, from + blockRows)
    yield { from, lists: listsOfProduct(weights, models, { depth }, undefined, { from, to }) }
  }
}
