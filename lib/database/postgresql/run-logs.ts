import { insertAll, statement, type Work } from '../statement'

const lastLines = statement<[number, number, number], { id: number; line: string }>(
  'SELECT id, line FROM RunLogLine WHERE runId = ? AND id > ? ORDER BY id DESC LIMIT ?',
)
const deleteLines = statement<[number]>('DELETE FROM RunLogLine WHERE runId = ?')

/** Adds lines to the log of a run. */
export function* appendRunLog(runId: number, lines: readonly string[]): Work<void> {
  const rows = lines.map((line) => [runId, line])
  yield* insertAll({ table: 'RunLogLine', columns: ['runId', 'line'], rows })
}

/** The last lines of those behind a place, in order, with the place behind each: at most `limit`. */
export function* readRunLogLines(
  runId: number,
  after: number,
  limit: number,
): Work<{ id: number; line: string }[]> {
  return (yield* lastLines.all(runId, after, limit)).reverse()
}

export function* removeRunLogLines(runId: number): Work<void> {
  yield* deleteLines.run(runId)
}
