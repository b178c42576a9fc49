import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** What is kept of the migrations that a database has, as `prisma migrate` does: it cannot run here. */
export const READ_APPLIED =
  'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL'

const appliedRow = z.object({ migration_name: z.string(), checksum: z.string() })

/** The database had migrations applied that this version of the project does not have, or has otherwise. */
export class UnknownMigrationError extends Error {
  constructor(name: string, isKnown: boolean, directory: string, newest: string) {
    super(
      `The database had migration ${name} applied, which ${isKnown ? 'has changed since' : 'is not among this version’s'} migrations in ${directory}; the newest of this version is ${newest}. ` +
        'Go back to the version of the project that made it, or start with another database.',
    )
    this.name = 'UnknownMigrationError'
  }
}

/** A catalogue is being moved into the database, and not all of it is there. */
export class UnfinishedMoveError extends Error {
  constructor() {
    super(
      'A catalogue is being moved into this database, and that has not come to its end. Start the same npm run move again: it goes on. ' +
        'Until it is done, set DATABASE_URL to the database that the catalogue comes from.',
    )
    this.name = 'UnfinishedMoveError'
  }
}

/** What stands among the migrations until all of a catalogue is there: no version of the project opens such a database. */
export const UNFINISHED_MOVE = 'move_not_finished'

export type Migration = { name: string; sql: string; checksum: string }

/** The migrations below a directory, in order of name. */
export function migrationsIn(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(directory, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/**
 * The names of the migrations that a database has.
 *
 * @param rows what `READ_APPLIED` finds
 * @param mayBeUnfinished whether it may be one that a catalogue is being moved into
 * @throws UnknownMigrationError
 * @throws UnfinishedMoveError
 */
export function namesOfApplied(
  rows: unknown,
  migrations: readonly Migration[],
  directory: string,
  mayBeUnfinished = false,
): Set<string> {
  const stored = z.array(appliedRow).parse(rows)
  const applied = stored.filter((row) => row.migration_name !== UNFINISHED_MOVE)
  if (applied.length < stored.length && !mayBeUnfinished) throw new UnfinishedMoveError()
  for (const row of applied) {
    const known = migrations.find((migration) => migration.name === row.migration_name)
    if (known?.checksum !== row.checksum) {
      const newest = migrations.at(-1)?.name ?? 'none'
      throw new UnknownMigrationError(row.migration_name, known !== undefined, directory, newest)
    }
  }
  return new Set(applied.map((row) => row.migration_name))
}
