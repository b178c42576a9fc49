import { UnfinishedMoveError, UnknownMigrationError } from './migration-files'

/** What keeps the site from being read, as readers of it are told: an answer of status 503. */
export type Trouble = {
  status: 503
  detail: string
  headers: { 'retry-after': string }
  /** Whether it ends by itself, the database being sound. */
  isPassing: boolean
}

/** For so long a server tells what was wrong with its database when one of its answers could not be made. */
export const TROUBLE_TOLD_MS = 5_000

/** @param isPassing whether it ends by itself */
export function trouble(detail: string, isPassing = false): Trouble {
  return { status: 503, detail, headers: { 'retry-after': isPassing ? '5' : '60' }, isPassing }
}

/** What it means that a database is not as this version of the project has it; null for an error of another kind. */
export function troubleOfMigrations(error: unknown): Trouble | null {
  if (error instanceof UnfinishedMoveError) return trouble(error.message)
  return error instanceof UnknownMigrationError
    ? trouble(`The database is of another version. ${error.message}`)
    : null
}

/** Remembers what was wrong last. */
export function lastTrouble() {
  let last: { at: number; told: Trouble } | undefined
  return {
    /** Null, of an error that says nothing of the database, changes nothing. */
    note(told: Trouble | null): void {
      if (told) last = { at: performance.now(), told }
    },
    /** What was wrong a moment ago, at the most so many milliseconds; null when nothing was. */
    within: (ms: number): Trouble | null => (last && performance.now() - last.at < ms ? last.told : null),
  }
}
