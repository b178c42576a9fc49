import { z } from 'zod'
import { UNFINISHED_MOVE } from '../migration-files'
import { statement, type Work } from '../statement'

/**
 * What the target of a move has noted of it, among its migrations: while it is not finished, no version of the project opens
 * the database.
 */
export type MoveNote = {
  /** What the catalogue comes from, without a password. */
  source: string
  /** What that was like when the move began. */
  state: string
  isFinished: boolean
}

const ID = 'move'

const findTable = statement<[], { name: string }>(({ name }) =>
  name === 'SQLite'
    ? "SELECT name FROM sqlite_schema WHERE name = '_prisma_migrations'"
    : "SELECT relname::text AS name FROM pg_class WHERE oid = to_regclass('_prisma_migrations')",
)
const findNote = statement<[string], { checksum: string; logs: string; isFinished: number }>(
  'SELECT checksum, logs, rolled_back_at IS NOT NULL AS isFinished FROM _prisma_migrations WHERE id = ?',
)
const deleteNote = statement<[string]>('DELETE FROM _prisma_migrations WHERE id = ?')
const insertNote = statement<[string, string, string, string]>(
  `INSERT INTO _prisma_migrations (id, migration_name, checksum, logs, finished_at, applied_steps_count)
   VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP, 0)`,
)
const finishNote = statement<[string]>(
  'UPDATE _prisma_migrations SET rolled_back_at = CURRENT_TIMESTAMP WHERE id = ?',
)

const logs = z.object({ source: z.string() })

/** What is noted of a move into this database; null when nothing is, or it is empty. */
export function* readMoveNote(): Work<MoveNote | null> {
  if (!(yield* findTable.first())) return null
  const row = yield* findNote.first(ID)
  if (!row) return null
  const { source } = logs.parse(JSON.parse(row.logs))
  return { source, state: row.checksum, isFinished: row.isFinished === 1 }
}

/** Notes that a move has begun, in the place of what was noted before. */
export function* noteMove(source: string, state: string): Work<void> {
  yield* deleteNote.run(ID)
  yield* insertNote.run(ID, UNFINISHED_MOVE, state, JSON.stringify({ source }))
}

/** Notes that all is there: from now on the database is opened. */
export function* finishMove(): Work<void> {
  yield* finishNote.run(ID)
}
