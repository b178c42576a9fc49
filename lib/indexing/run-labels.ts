import type { Database } from '@/lib/database/database'

/** What models are, by model id, as a column of labels says. */
export type RunLabels = { column: string; values: ReadonlyMap<number, string> }

/**
 * The labels that a run goes by: those of the column that `npm run evaluate` asks for unless told otherwise, else of the one that says
 * something of most models. Null where no model has labels.
 */
export async function readRunLabels({ labels }: Pick<Database, 'labels'>): Promise<RunLabels | null> {
  const columns = await labels.listLabelColumns()
  const { column } = columns.find((row) => row.column === 'label') ?? columns[0] ?? {}
  return column === undefined ? null : { column, values: await labels.readLabels(column) }
}
