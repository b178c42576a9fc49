import type { Database } from '@/lib/database/database'
import type { MeasuredQueries } from '@/lib/evaluation/measured-queries'
import { encodeFigures } from '@/lib/evaluation/report/figures'
import { makeFigures } from '@/lib/evaluation/report/make-figures'
import { readCategories } from './report-models'
import type { RunLabels } from './run-labels'

/** A run, and what the labelled models of its table have come to. */
export type MeasuredRun = { id: number; recipe: string; queries: MeasuredQueries }

/** Queries of a table are all models that have another one of their label there. */
const LEAST_RELEVANT = 1

/** Keeps how good the look-alikes of a run are, for the dashboard to show as a page, beside those of the published run. */
export async function keepRunReport(
  database: Database,
  labels: RunLabels,
  run: MeasuredRun,
  published: MeasuredRun | null,
): Promise<void> {
  const named = ({ id, recipe, queries }: MeasuredRun) => ({ name: `Run ${id} (${recipe})`, queries })
  const categories = await readCategories(database, run.queries.models)
  const figures = makeFigures({
    label: labels.column,
    leastRelevant: LEAST_RELEVANT,
    contenders: [named(run), ...(published ? [named(published)] : [])],
    labelOf: (model) => labels.values.get(model) ?? null,
    categoriesOf: (model) => categories.get(model) ?? [],
    reliability: null,
  })
  await database.reports.writeReport(run.id, encodeFigures(figures))
}
