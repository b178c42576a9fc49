import type { Database } from '@/lib/database/database'
import type { Recipe } from '@/lib/embedding/recipes'
import { hashOf } from '@/lib/evaluation/model-hash'
import type { ScoredRow } from '@/lib/evaluation/scored-rows'
import { scorePairs } from '@/lib/similarity/drawn-pairs'
import { vectorAt } from '@/lib/similarity/vector-index'
import { readVectorBlocks } from './kept-vectors'
import { keepModels, type ModelList, stillEmbedded } from './model-list'
import { expansionOf } from './recipe'
import { storedVectors } from './stored-vectors'

/** Of about so many models the neighbours are looked at: at most eight megabytes of them. */
const SAMPLED_MODELS = 10_000
/** All pairs of so many models are drawn pairs: 130,000 of them. */
const DRAWN_MODELS = 512
/** Of vectors that are not projected, which are up to 25,088 numbers long. */
const DRAWN_WIDE_MODELS = 256
/** Neighbours in the table among which those are that expand a model: by its expanded vector they are in another order. */
const EXPANDING_DEPTH = 30

/** The rows of some models, drawn by a hash of their ids, of a table over so many. */
export async function sampleRows(
  blocks: AsyncIterable<readonly ScoredRow[]>,
  models: number,
): Promise<ScoredRow[]> {
  const most = models <= SAMPLED_MODELS ? 2 ** 32 : (2 ** 32 * SAMPLED_MODELS) / models
  const sample: ScoredRow[] = []
  for await (const rows of blocks) for (const row of rows) if (hashOf(row.modelId) < most) sample.push(row)
  return sample
}

/** Reads vectors of models by their ids; those that are gone are left out. */
export type GatherVectors = (modelIds: ReadonlySet<number>) => Promise<ReadonlyMap<number, Float32Array>>

/** What pairs of models score that are drawn by a hash of their ids from a sample. */
export async function drawnScores(
  sample: readonly ScoredRow[],
  { recipe, models, gather }: { recipe: Pick<Recipe, 'projection'>; models: number; gather: GatherVectors },
): Promise<Float32Array> {
  const expansion = expansionOf(recipe, models)
  const drawn = sample
    .toSorted((one, other) => hashOf(one.modelId) - hashOf(other.modelId) || one.modelId - other.modelId)
    .slice(0, recipe.projection ? DRAWN_MODELS : DRAWN_WIDE_MODELS)
    .sort((one, other) => one.modelId - other.modelId)
    .map(({ modelId, neighbourIds }) => ({
      modelId,
      neighbourIds: neighbourIds.subarray(0, expansion ? EXPANDING_DEPTH : 0),
    }))
  const wanted = new Set(drawn.flatMap(({ modelId, neighbourIds }) => [modelId, ...neighbourIds]))
  const vectors = await gather(wanted)
  return scorePairs(drawn, (modelId) => vectors.get(modelId), expansion)
}

/** Reads what a run compares from what it has stored, a block at a time. */
export function vectorsOfRun(
  database: Database,
  { runId, recipe, models }: { runId: number; recipe: Recipe; models: ModelList },
): GatherVectors {
  return async (wanted) => {
    if (!recipe.projection) {
      const some = keepModels(models, (row) => wanted.has(models.ids[row] ?? 0))
      return embeddingsOf(database, recipe, await stillEmbedded(database, recipe.id, some))
    }
    const found = new Map<number, Float32Array>()
    for await (const block of readVectorBlocks(database, runId)) {
      block.modelIds.forEach((modelId, row) => {
        if (wanted.has(modelId)) found.set(modelId, vectorAt(block, row))
      })
    }
    return found
  }
}

/** Stored vectors by the ids of models, without those that are taken down meanwhile. */
async function embeddingsOf(
  database: Database,
  recipe: Recipe,
  models: ModelList,
): Promise<Map<number, Float32Array>> {
  try {
    const { dimensions, rows } = await storedVectors(database, recipe.id, models)
    const values = await rows(0, models.length)
    return new Map(
      Array.from(models.ids, (id, row) => [id, values.subarray(row * dimensions, (row + 1) * dimensions)]),
    )
  } catch (error) {
    const left = await stillEmbedded(database, recipe.id, models)
    if (left.length === models.length) throw error
    return embeddingsOf(database, recipe, left)
  }
}
