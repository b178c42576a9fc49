import type { TableGroups } from './tables/table-groups'

/** A part of what a stage of a run has to do. */
export type WorkUnit = {
  /** Counts the units of the stage, from 0. */
  number: number
  /** JSON: what is to be done. */
  payload: string
}

/** What came of a unit. */
export type UnitResult = {
  /** JSON: what was counted. */
  report: string
  /** What later stages read. */
  data: Uint8Array | null
  /** How many images were looked at, where that is what is done. */
  images?: number
}

/** Does a unit. What it writes by `within` is there once the unit is done, and not before. */
export type PerformUnit = (unit: WorkUnit, within: Within) => Promise<UnitResult>

/** The groups that a unit may write by. */
export type Within = Pick<
  TableGroups,
  'embeddings' | 'failures' | 'neighbours' | 'vectors' | 'thumbnails' | 'shapes'
>

/** What a worker says of itself. */
export type WorkerReport = {
  id: string
  host: string
  pid: number
  /** Of its code. */
  version: string
  engine: string
  /** What it does at the moment, for a person. */
  state: string
  /** Images a second. */
  rate: number | null
}

/** `startedAt` in ISO 8601, in UTC; `silentSeconds` since it was last heard of. */
export type ListedWorker = WorkerReport & { startedAt: string; silentSeconds: number }

/**
 * The work of runs in units, which the processes of many machines share. Only where `isShared`: over SQLite a run does all its
 * work itself, and there are no units.
 */
export type WorkUnits = {
  isShared: boolean
  /** Whether a stage has these very units, done or not. @param payloads JSON, in order */
  has(runId: number, stage: string, payloads: readonly string[]): Promise<boolean>
  /** Puts units in the place of all that a stage has, unless it has these. @param payloads JSON, in order */
  add(runId: number, stage: string, payloads: readonly string[]): Promise<void>
  /** How many units a stage has, and how many of them are done. */
  count(runId: number, stage: string): Promise<{ total: number; done: number }>
  /** A stage of a run that is under way, neither paused nor to end, and has units left; null when there is none. */
  findStage(): Promise<{ runId: number; stage: string } | null>
  /**
   * Takes a unit that nobody has, does it, writes what came of it and notes that it is done, all in one transaction: when the
   * process dies, or the work throws, the unit is free again at once, and nothing of it is written.
   *
   * @returns false when there was none
   */
  perform(runId: number, stage: string, perform: PerformUnit): Promise<boolean>
  /** The reports of units that are done, of those that follow on a number, the first. */
  readReports(
    runId: number,
    stage: string,
    afterNumber: number,
    limit: number,
  ): Promise<{ number: number; report: string }[]>
  /** What a unit has left for later stages; null where it left nothing, or is not done. */
  readData(runId: number, stage: string, number: number): Promise<Buffer | null>
  /** Removes all units of a run, or of one of its stages. */
  clear(runId: number, stage?: string): Promise<void>
  /** Calls back when there may be something to do; more often than that now and then. @returns what ends it */
  listen(onNews: () => void): Promise<() => Promise<void>>
  /** Says that there is something to do. */
  announce(): Promise<void>
  /** Logs of runs, in lines of JSON. */
  logs: {
    append(runId: number, lines: readonly string[]): Promise<void>
    /** The last lines of those behind a place, with the place behind each: at most `limit`. */
    read(runId: number, after: number, limit: number): Promise<{ id: number; line: string }[]>
    remove(runId: number): Promise<void>
  }
  /**
   * Takes the next turn to look at a password, of all that the web servers of this database give.
   *
   * @param everyMs between two turns
   * @param atOnce turns that may be early, after a pause
   * @returns milliseconds until the turn
   */
  takeLoginTurn(everyMs: number, atOnce: number): Promise<number>
  /**
   * Takes turns to store some hearts, of all that the web servers of this database are given; none where they would be too early.
   *
   * @returns milliseconds until they would not be, 0 when the turns are taken
   */
  takeHeartTurns(hearts: number, everyMs: number, atOnce: number): Promise<number>
  workers: {
    /** Says that a worker is alive, and what it does. */
    report(worker: WorkerReport): Promise<void>
    /** Those that were heard of within the last hour, by host. */
    list(): Promise<ListedWorker[]>
    /** Strikes a worker that has stopped off the list. */
    forget(id: string): Promise<void>
  }
}

const refuse = async () => {
  throw new Error('Work is shared over PostgreSQL alone.')
}

/** Of a database whose runs do their work themselves. */
export const unsharedWork: WorkUnits = {
  isShared: false,
  has: refuse,
  add: refuse,
  count: refuse,
  findStage: async () => null,
  perform: refuse,
  readReports: refuse,
  readData: refuse,
  clear: async () => {},
  listen: async () => async () => {},
  announce: async () => {},
  logs: { append: refuse, read: async () => [], remove: async () => {} },
  // There is one server, which has waited already.
  takeLoginTurn: async () => 0,
  takeHeartTurns: async () => 0,
  workers: { report: refuse, list: async () => [], forget: async () => {} },
}
