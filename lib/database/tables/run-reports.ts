import { statement, type Work } from '../statement'

const put = statement<[number, string]>(
  `INSERT INTO RunReport (runId, figures) VALUES (?, ?)
   ON CONFLICT (runId) DO UPDATE SET figures = excluded.figures`,
)
const find = statement<[number], { figures: string }>('SELECT figures FROM RunReport WHERE runId = ?')
const exists = statement<[number], { runId: number }>('SELECT runId FROM RunReport WHERE runId = ?')

/** Keeps the figures of an index run, as JSON, in the place of those that it had. */
export function* writeReport(runId: number, figures: string): Work<void> {
  yield* put.run(runId, figures)
}

/** The figures of an index run, as JSON; null for one that has none, or is not there. */
export function* findReport(runId: number): Work<string | null> {
  return (yield* find.first(runId))?.figures ?? null
}

/** Whether an index run has figures. */
export function* hasReport(runId: number): Work<boolean> {
  return (yield* exists.first(runId)) !== undefined
}
