import { compareNames } from '@/lib/text/name-order'
import type { Connection } from './connection'

/** The columns of ground truth that models have, with how many models have each: most first, then by name. */
export function listLabelColumns(connection: Connection): { column: string; models: number }[] {
  return connection
    .prepare<[], { column: string; models: number }>(
      'SELECT "column", count(*) AS models FROM ModelLabel GROUP BY "column"',
    )
    .all()
    .sort((one, other) => other.models - one.models || compareNames(one.column, other.column))
}

/** The values of one column, by model id. */
export function readLabels(connection: Connection, column: string): Map<number, string> {
  const rows = connection
    .prepare<[string], { modelId: number; value: string }>(
      'SELECT modelId, value FROM ModelLabel WHERE "column" = ?',
    )
    .all(column)
  return new Map(rows.map((row) => [row.modelId, row.value]))
}
