import { evaluateRetrieval } from '@/lib/evaluation/evaluate-retrieval'
import { fitProjection } from '@/lib/embedding/fit-projection'
import { projectEmbeddings } from '@/lib/embedding/projection'
import type { Recipe } from '@/lib/embedding/recipes'
import { expansionOf } from '@/lib/indexing/recipe'
import { scoreBlocks } from '@/lib/similarity/score-blocks'
import { expandSearch, searchNeighbours } from '@/lib/similarity/search-neighbours'
import { collectNeighbours } from '@/lib/similarity/top-k'
import { vectorsInMemory } from '@/lib/similarity/vectors'

/** Embeddings of pictures, `[count, dimensions]`. */
export type Embeddings = { count: number; dimensions: number; values: Float32Array }

/** What is asked of a set: which pictures are alike, and which of them are left out beside each. */
export type Truth = {
  name: string
  labels: readonly string[]
  groups?: readonly string[]
  leastRelevant: number
}

/** Vectors as an index run makes them of embeddings. */
async function vectorsOf({ count, dimensions, values }: Embeddings, recipe: Pick<Recipe, 'projection'>) {
  const source = {
    count,
    dimensions,
    rows: (start: number, end: number) => values.subarray(start * dimensions, end * dimensions),
  }
  if (!recipe.projection) return vectorsInMemory(values, dimensions)
  const projection = await fitProjection(source, recipe.projection)
  return vectorsInMemory(await projectEmbeddings(source, projection), projection.outputDimensions)
}

/** The first neighbours of pictures, as indices, by the steps that publish a table. */
export async function neighboursOf(
  embeddings: Embeddings,
  recipe: Pick<Recipe, 'projection'>,
  neighbours: number,
): Promise<number[][]> {
  const table = await collectNeighbours(
    searchNeighbours({
      vectors: await vectorsOf(embeddings, recipe),
      expansion: expansionOf(recipe, embeddings.count),
      neighbours,
    }),
  )
  return Array.from({ length: table.count }, (_, row) => [
    ...table.indices.subarray(row * table.width, (row + 1) * table.width),
  ])
}

/** Recall-capped precision@10 for each truth, by the steps that publish a table. */
export async function qualityOf(
  embeddings: Embeddings,
  recipe: Pick<Recipe, 'projection'>,
  truths: readonly Truth[],
): Promise<number[]> {
  const vectors = await vectorsOf(embeddings, recipe)
  const expansion = expansionOf(recipe, embeddings.count)
  const qualities: number[] = []
  for (const { labels, groups, leastRelevant } of truths) {
    const { recallCappedPrecisionAt10 } = await evaluateRetrieval({
      vectors,
      labels,
      groups,
      leastRelevant,
      expansion,
    })
    qualities.push(recallCappedPrecisionAt10)
  }
  return qualities
}

/**
 * The rank of each object for itself on another ground: the last pictures are of objects that are among the pictures
 * before, `objects` telling which. All other pictures stand in the ranking, but for those of the same group: they
 * are the object, too.
 */
export async function ranksOnOtherGround(
  embeddings: Embeddings,
  recipe: Pick<Recipe, 'projection'>,
  objects: readonly number[],
  groups: readonly string[],
): Promise<number[]> {
  const vectors = await vectorsOf(embeddings, recipe)
  const { count } = embeddings
  const first = count - objects.length
  const groupOf = (index: number) => groups[index < first ? index : (objects[index - first] ?? 0)]
  const search = await expandSearch({ vectors, expansion: expansionOf(recipe, count), threads: 2 })
  const ranks: number[] = []
  for await (const { start, count: rows, scores } of scoreBlocks({ ...search, threads: 2 })) {
    for (let query = Math.max(start, first); query < start + rows; query++) {
      const row = scores.subarray((query - start) * count, (query - start + 1) * count)
      const score = row[objects[query - first] ?? 0] ?? 0
      const others = row.filter((value, index) => value >= score && groupOf(index) !== groupOf(query))
      ranks.push(1 + others.length)
    }
  }
  return ranks
}
