import { type MeasuredQueries, noteQuery, roomForQueries } from './measured-queries'

/** The neighbours of one model in a similarity table, best first, as model ids. */
export type TableRow = { modelId: number; neighbourIds: readonly number[] }

type Rows = Iterable<TableRow> | AsyncIterable<TableRow>

/** How one model's neighbours differ between two tables; `changedShare` is 0 to 1. */
export type RowChange = { modelId: number; changedShare: number }

/**
 * Compares two similarity tables, each in ascending order of modelId. Yields a change for every model that both
 * have: the share of its neighbours in `after` that it did not have in `before`, whatever their order.
 */
export async function* compareTables(before: Rows, after: Rows): AsyncGenerator<RowChange> {
  const old = each(before)
  try {
    let known = await old.next()
    for await (const { modelId, neighbourIds } of after) {
      while (!known.done && known.value.modelId < modelId) known = await old.next()
      if (known.done) return
      if (known.value.modelId !== modelId || neighbourIds.length === 0) continue
      const had = new Set(known.value.neighbourIds)
      const changed = neighbourIds.filter((id) => !had.has(id)).length
      yield { modelId, changedShare: changed / neighbourIds.length }
    }
  } finally {
    // A table that is read from a database keeps its connection busy until it is closed.
    await old.return(undefined)
  }
}

async function* each(rows: Rows): AsyncGenerator<TableRow> {
  yield* rows
}

/**
 * Measures the labelled models of a similarity table that have at least one other of their label there, by their first
 * `depth` neighbours. Recall-capped precision at 10 is then what `npm run evaluate -- --min-relevant 1` has for a whole
 * ranking. Null when no model is a query.
 *
 * @param rows are gone through twice
 * @param labels by model id; models without one are relevant to nothing
 * @param depth at most as many as the table has neighbours a model
 */
export async function measureTable(
  rows: () => Rows,
  labels: ReadonlyMap<number, string>,
  depth: number,
): Promise<MeasuredQueries | null> {
  const sizes = new Map<string, number>()
  for await (const { modelId } of rows()) {
    const label = labels.get(modelId)
    if (label !== undefined) sizes.set(label, (sizes.get(label) ?? 0) + 1)
  }
  let count = 0
  for (const size of sizes.values()) if (size > 1) count += size
  if (count === 0) return null
  const measured = roomForQueries(count, { depth, isWhole: false })
  let place = 0
  for await (const { modelId, neighbourIds } of rows()) {
    const label = labels.get(modelId)
    const relevant = (sizes.get(label ?? '') ?? 0) - 1
    if (label === undefined || relevant < 1) continue
    const ranks = neighbourIds.flatMap((id, rank) => (labels.get(id) === label ? [rank + 1] : []))
    noteQuery(measured, place++, { model: modelId, relevant, ranks, nearest: neighbourIds })
  }
  return measured
}

/** Mean over the labelled models that have at least one other of their label. */
export type TableQuality = { recallCappedPrecision: number; queries: number }

/** The recall-capped precision of a similarity table: the mean over its queries. */
export function tableQuality({ recallCappedPrecisionAtDepth: values }: MeasuredQueries): TableQuality {
  const sum = values.reduce((before, value) => before + value, 0)
  return { recallCappedPrecision: sum / values.length, queries: values.length }
}
