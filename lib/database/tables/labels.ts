import { compareNames } from '@/lib/text/name-order'
import { insertAll, statement, type Work } from '../statement'

const countByColumn = statement<[], { column: string; models: number }>(
  'SELECT "column", count(*) AS models FROM ModelLabel GROUP BY "column"',
)
const readColumn = statement<[string], { modelId: number; value: string }>(
  'SELECT modelId, value FROM ModelLabel WHERE "column" = ?',
)
const readOfModels = statement<[string], { modelId: number; column: string; value: string }>(
  ({ eachNumber }) =>
    `SELECT modelId, "column", value FROM ModelLabel
     WHERE modelId IN (SELECT wanted.value FROM ${eachNumber} AS wanted)`,
)
const clearOfModels = statement<[string]>(
  ({ eachNumber }) =>
    `DELETE FROM ModelLabel WHERE modelId IN (SELECT wanted.value FROM ${eachNumber} AS wanted)`,
)

/** The columns of ground truth that models have, with how many models have each: most first, then by name. */
export function* listLabelColumns(): Work<{ column: string; models: number }[]> {
  const columns = yield* countByColumn.all()
  return columns.sort((one, other) => other.models - one.models || compareNames(one.column, other.column))
}

/** The values of one column, by model id. */
export function* readLabels(column: string): Work<Map<number, string>> {
  const rows = yield* readColumn.all(column)
  return new Map(rows.map((row) => [row.modelId, row.value]))
}

/** A model's values, by column. */
export type Labels = Record<string, string>

/** All labels of models, by id; those without any are left out. */
export function* readLabelsOf(modelIds: readonly number[]): Work<Map<number, Labels>> {
  const labels = new Map<number, Labels>()
  for (const { modelId, column, value } of yield* readOfModels.all(JSON.stringify(modelIds)))
    labels.set(modelId, { ...labels.get(modelId), [column]: value })
  return labels
}

/** Replaces all labels of models, by id. */
export function* replaceLabels(wanted: ReadonlyMap<number, { labels: Labels }>): Work<void> {
  yield* clearOfModels.run(JSON.stringify([...wanted.keys()]))
  const rows = [...wanted].flatMap(([modelId, { labels }]) =>
    Object.entries(labels).map(([column, value]) => [modelId, column, value]),
  )
  yield* insertAll({ table: 'ModelLabel', columns: ['modelId', '"column"', 'value'], rows })
}
