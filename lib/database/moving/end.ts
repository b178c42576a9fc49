import type { Work } from '../statement'

/** One of the two databases of a move. */
export type End = {
  /** As it may be shown. */
  name: string
  /** The same of two ends only if they are one database. */
  identity: string
  read<Result>(work: Work<Result>): Promise<Result>
  close(): Promise<void>
}

/** Where the catalogue comes from, as it was at one moment. */
export type Source = End

/** Where it goes. */
export type Target = End & {
  /**
   * Keeps others from working on it until it is closed.
   *
   * @param jobs names of locks that nobody else may have meanwhile
   * @throws Error when another process has one of them
   */
  lock(jobs: readonly string[]): Promise<void>
  /** Brings it up to date. Made by this project or empty: it is not looked at. */
  migrate(): Promise<void>
  /** Carries out work in one transaction. */
  write<Result>(work: Work<Result>): Promise<Result>
  /** Has the database count what it holds, so that it plans well. */
  analyse(): Promise<void>
}

/** Who opens both kinds of ends of one kind of database. Errors are said for a person, and name the end. */
export type Ends = {
  openSource(databaseUrl: string): Promise<Source>
  openTarget(databaseUrl: string): Promise<Target>
}
