import type { Database } from '@/lib/database/database'
import type { Recipe } from '@/lib/embedding/recipes'
import { measureQueries } from '@/lib/evaluation/evaluate-retrieval'
import { byModelId, type MeasuredQueries } from '@/lib/evaluation/measured-queries'
import { NothingToEvaluateError } from '@/lib/evaluation/nothing-to-evaluate'
import { type ClosenessQuality, evaluateCloseness } from './evaluate-closeness'
import { indexableModels, keepModels, type ModelList } from './model-list'
import { projectedVectors } from './projected-vectors'
import { expansionOf } from './recipe'
import { checkEmbeddings } from './stored-vectors'

export type EvaluateOptions = {
  database: Database
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

/** What was measured of a recipe. */
export type Evaluation = {
  /** With models by their ids. */
  queries: MeasuredQueries
  /** By model id, of all that take part or not. */
  labels: ReadonlyMap<number, string>
  /** How many models take part. */
  modelCount: number
  /** How true what is stated of closeness would be. */
  calibration: ClosenessQuality
}

/**
 * Measures how well a recipe retrieves models of the same label, ranking the whole catalogue for each, by
 * the same steps that publish the similarity table.
 *
 * @throws NothingToEvaluateError when a column is unknown, no model takes part, or none is a query; Error when one that does
 *   has no stored embedding.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { database, recipe, leastRelevant, onProgress } = options
  const { models, labels, groups } = await readQuestion(options)
  const { intact } = await checkEmbeddings(database, recipe.id, models.hashes)
  const missing = models.thumbnails.filter((thumbnail) => intact[thumbnail] === 0).length
  if (missing > 0) {
    throw new Error(
      `${missing} of ${models.length} models have no embedding under the recipe ${recipe.name}. Run npm run precompute -- --recipe ${recipe.name} first.`,
    )
  }
  const { vectors } = await projectedVectors(database, recipe, models)
  const queries = await measureQueries({
    vectors,
    labels: Array.from(models.ids, (id) => labels.get(id) ?? null),
    groups: groups && Array.from(models.ids, (id) => groups.get(id) ?? null),
    expansion: expansionOf(recipe, models.length),
    leastRelevant,
    onProgress,
  })
  return {
    queries: byModelId(queries, models.ids),
    labels,
    modelCount: models.length,
    calibration: await evaluateCloseness({ recipe, vectors, label: options.label, labels, groups }),
  }
}

/** What is asked: the models that take part, and what each of them is. */
export type Question = {
  models: ModelList
  /** Labels and groups by model id. */
  labels: Map<number, string>
  groups: Map<number, string> | undefined
}

/**
 * Reads from the catalogue what an evaluation asks.
 *
 * @throws NothingToEvaluateError when a column is unknown or no model takes part.
 */
export async function readQuestion(
  options: Pick<EvaluateOptions, 'database' | 'label' | 'group' | 'only' | 'distinct'>,
): Promise<Question> {
  const { database, label, group } = options
  const labels = await columnValues(database, label)
  const groups = group === undefined ? undefined : await columnValues(database, group)
  return { models: await participants(options), labels, groups }
}

async function participants({
  database,
  only,
  distinct,
}: Pick<EvaluateOptions, 'database' | 'only' | 'distinct'>): Promise<ModelList> {
  const asked = only.map(async ({ column, values }) => ({
    held: await columnValues(database, column),
    wanted: new Set(values),
  }))
  const filters = await Promise.all(asked)
  const all = await indexableModels(database)
  const seen = new Set<number>()
  const takesPart = Array.from(all.ids, (id, row) => {
    const thumbnail = all.thumbnails[row] ?? 0
    if (!filters.every(({ held, wanted }) => wanted.has(held.get(id) ?? ''))) return false
    if (distinct && seen.has(thumbnail)) return false
    seen.add(thumbnail)
    return true
  })
  const models = keepModels(all, (row) => takesPart[row] === true)
  if (models.length === 0)
    throw new NothingToEvaluateError(
      'No model takes part; loosen --only, or load a catalogue: npm run catalog:sample',
    )
  return models
}

async function columnValues(database: Database, column: string): Promise<Map<number, string>> {
  const values = await database.labels.readLabels(column)
  if (values.size > 0) return values
  const known = (await database.labels.listLabelColumns()).map((row) => row.column)
  throw new NothingToEvaluateError(
    known.length > 0
      ? `No model has a label in the column “${column}”; there are ${known.join(', ')}.`
      : 'No model has labels. Load the sample (npm run catalog:sample), or give a folder’s with --labels FILE.csv.',
  )
}
