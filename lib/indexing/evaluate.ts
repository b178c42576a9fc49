import type { Connection } from '@/lib/database/connection'
import { type IndexableModel, listIndexableModels } from '@/lib/database/embeddings'
import { listLabelColumns, readLabels } from '@/lib/database/labels'
import type { Recipe } from '@/lib/embedding/recipes'
import { evaluateRetrieval } from '@/lib/evaluation/evaluate-retrieval'
import type { RetrievalQuality } from '@/lib/evaluation/retrieval-metrics'
import { projectedVectors } from './projected-vectors'
import { expansionOf } from './recipe'
import { checkEmbeddings } from './stored-vectors'

export type EvaluateOptions = {
  connection: Connection
  recipe: Recipe
  /** The column that says what a model is: those with the same value are relevant to one another. */
  label: string
  /** Models that share their value of this column with the query are left out of its ranking. */
  group?: string
  /** Only models that have one of the values in each of these columns take part. */
  only: readonly { column: string; values: readonly string[] }[]
  /** Of several models with the same picture only the first takes part. */
  distinct: boolean
  /** How many relevant models one needs to be a query. */
  leastRelevant: number
  onProgress?: (done: number, total: number) => void
}

/**
 * Measures how well a recipe retrieves models of the same label, ranking the whole catalogue for each, by
 * the same steps that publish the similarity table.
 *
 * @throws Error when a column is unknown, no model takes part, or one that does has no stored embedding.
 */
export async function evaluate(options: EvaluateOptions): Promise<RetrievalQuality> {
  const { connection, recipe, leastRelevant, onProgress } = options
  const { models, labels, groups } = readQuestion(options)
  const { intact } = checkEmbeddings(connection, recipe.id)
  const missing = models.filter((model) => !intact.has(model.thumbnailHash)).length
  if (missing > 0) {
    throw new Error(
      `${missing} of ${models.length} models have no embedding under the recipe ${recipe.name}. Run npm run precompute -- --recipe ${recipe.name} first.`,
    )
  }
  const { vectors } = await projectedVectors(connection, recipe, models)
  return evaluateRetrieval({
    vectors,
    labels: models.map((model) => labels.get(model.modelId) ?? null),
    groups: groups && models.map((model) => groups.get(model.modelId) ?? null),
    expansion: expansionOf(recipe, models.length),
    leastRelevant,
    onProgress,
  })
}

/** What is asked: the models that take part, and what each of them is. */
export type Question = {
  models: IndexableModel[]
  /** Labels and groups by model id. */
  labels: Map<number, string>
  groups: Map<number, string> | undefined
}

/**
 * Reads from the catalogue what an evaluation asks.
 *
 * @throws Error when a column is unknown or no model takes part.
 */
export function readQuestion(
  options: Pick<EvaluateOptions, 'connection' | 'label' | 'group' | 'only' | 'distinct'>,
): Question {
  const { connection, label, group } = options
  const labels = columnValues(connection, label)
  const groups = group === undefined ? undefined : columnValues(connection, group)
  return { models: participants(options), labels, groups }
}

function participants({
  connection,
  only,
  distinct,
}: Pick<EvaluateOptions, 'connection' | 'only' | 'distinct'>): IndexableModel[] {
  const filters = only.map(({ column, values }) => ({
    held: columnValues(connection, column),
    wanted: new Set(values),
  }))
  const seen = new Set<string>()
  const models = listIndexableModels(connection).filter(({ modelId, thumbnailHash }) => {
    if (!filters.every(({ held, wanted }) => wanted.has(held.get(modelId) ?? ''))) return false
    if (distinct && seen.has(thumbnailHash)) return false
    seen.add(thumbnailHash)
    return true
  })
  if (models.length === 0)
    throw new Error('No model takes part; loosen --only, or load a catalogue: npm run catalog:sample')
  return models
}

function columnValues(connection: Connection, column: string): Map<number, string> {
  const values = readLabels(connection, column)
  if (values.size > 0) return values
  const known = listLabelColumns(connection).map((row) => row.column)
  throw new Error(
    known.length > 0
      ? `No model has a label in the column “${column}”; there are ${known.join(', ')}.`
      : 'No model has labels. Load the sample (npm run catalog:sample), or give a folder’s with --labels FILE.csv.',
  )
}
