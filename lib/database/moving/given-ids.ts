import { dialect, statement, type Work } from '../statement'
import type { TableShape } from './table-shape'

const sqlite = {
  find: statement<[string], { last: number | null }>(
    'SELECT max(seq) AS last FROM sqlite_sequence WHERE name = ?',
  ),
  forget: statement<[string]>('DELETE FROM sqlite_sequence WHERE name = ?'),
  note: statement<[string, number]>('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)'),
}

const SEQUENCE = 'pg_get_serial_sequence(?, ?)::regclass'
const postgresql = {
  find: statement<[string, string], { last: number | null }>(
    `SELECT pg_sequence_last_value(${SEQUENCE}) AS last`,
  ),
  note: statement<[string, string, number]>(`SELECT setval(${SEQUENCE}, ?)`),
  // The next one is the first again.
  forget: statement<[string, string]>(`SELECT setval(${SEQUENCE}, 1, FALSE)`),
}

/** The last id that a database has given in a table, whether its row is there still or not; 0 before the first. */
export function* findLastGivenId({ name, givenId }: TableShape): Work<number> {
  if (givenId === null) return 0
  const { name: database } = yield* dialect()
  const found =
    database === 'SQLite'
      ? yield* sqlite.find.first(name)
      : yield* postgresql.find.first(`"${name}"`, givenId)
  return found?.last ?? 0
}

/** Has the database go on after an id, so that it gives none of those before again. */
export function* setLastGivenId({ name, givenId }: TableShape, last: number): Work<void> {
  if (givenId === null) return
  const { name: database } = yield* dialect()
  if (database === 'SQLite') {
    yield* sqlite.forget.run(name)
    if (last > 0) yield* sqlite.note.run(name, last)
  } else if (last > 0) yield* postgresql.note.all(`"${name}"`, givenId, last)
  else yield* postgresql.forget.all(`"${name}"`, givenId)
}
