import type { Logger } from 'pino'
import type { Database, PerformUnit, StartedBy } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import type { Checkpoint } from './run-control'

/**
 * A kind of work that is done in a process of its own, one run at a time: what `runJob` needs to know of it, and whoever
 * starts, follows or lists its runs.
 */
export type Job<Asked extends Resumable, Context extends StageContext, Result> = {
  /** As it is stored with its runs, and the name of its lock. */
  name: string
  /** What one run of it is called. */
  runName: string
  /** The command that does it: its file in `scripts`. */
  script: string
  /** What whoever comes second is told. */
  busy: (dataDir: string) => string
  /** What a run does, one after another. */
  stages: readonly Stage<Context, Result>[]
  /**
   * Why a process of this version of the code must not work on a run: in half a sentence; null when it may. Absent where any
   * may.
   */
  refusal?(runId: number, place: JobPlace): Promise<string | null>
  /**
   * Begins a run, or goes on with one that stopped short; its row is the active one then. A result instead where nothing
   * is left to do.
   *
   * @throws Error when what is asked for cannot be done, or the run not be gone on with
   */
  begin(asked: Asked, place: JobPlace): Promise<BegunRun<Context, Result> | { result: Result }>
}

/** What a job is asked for, as far as `runJob` looks: the run to go on with, which may wait, or be active with nobody behind it. */
export type Resumable = { resumedId?: number }

/** A new run, with its options, or one that stopped short and is to go on by those that it began with. */
export type Asked<Options> =
  { options: Options; startedBy?: StartedBy; resumedId?: undefined } | { resumedId: number }

export type JobPlace = {
  database: Database
  dataDir: string
  storage: ObjectStorage
  /** For an engine to compute with, where others on this machine compute as well; by default as many as there are cores. */
  threads?: number
}

export type BegunRun<Context extends StageContext, Result> = {
  runId: number
  /** What the stages share, of what they are given. */
  context(given: JobContext): Context
  /** Writes what the run has counted so far; called twice a second, and at the end. */
  recordCounts(): Promise<void>
  /** What is left to do when the stages have come to their result. */
  conclude(result: Result, given: JobContext): Promise<void>
  /** Removes what a run leaves that did not come to its end; one that was interrupted is to lose little when it is resumed. */
  cleanUp?(status: 'cancelled' | 'interrupted' | 'failed'): Promise<void>
}

/**
 * One step of a run. Whoever lists stages need not have what they work with: the web server lists them, too, hence each is
 * loaded when it is its turn, by an import that Next leaves alone.
 */
export type Stage<Context, Result> = {
  /** As it is stored. */
  name: string
  /** What it does, for a person. */
  title: string
  /** By which names it leaves units to others, where it does so by another than its own. */
  unitStages?: readonly string[]
  load(): Promise<StageWork<Context, Result>>
}

/** The stage of a job that leaves units to others by a name. */
export function stageOfUnits<Of extends Pick<Stage<never, unknown>, 'name' | 'unitStages'>>(
  stages: readonly Of[],
  unitStage: string,
): Of | undefined {
  return stages.find(({ name, unitStages = [name] }) => unitStages.includes(unitStage))
}

/** What a stage does. `openUnits` where it leaves work to others, in units: see `doUnits`. */
export type StageWork<Context, Result> = {
  run(context: Context): Promise<Next<Result>>
  openUnits?: OpenUnits
}

/** What it takes to do the units of a stage of a run, in whichever process. @throws Error when this one must not or cannot */
export type OpenUnits = (place: JobPlace & { runId: number }) => Promise<UnitWorker>

export type UnitWorker = {
  perform: PerformUnit
  /** Frees what it has opened. */
  dispose(): Promise<void>
}

/** What follows a stage: the next one, that before it once more, or the end of the run. */
export type Next<Result> = void | 'back' | { result: Result }

/** What every stage is given. */
export type StageContext = {
  database: Database
  dataDir: string
  /** Where thumbnails and added encoders lie. */
  storage: ObjectStorage
  /** As in {@link JobPlace}. */
  threads?: number
  checkpoint: Checkpoint
  /** Aborts when the run is cancelled or the process is to end: for work that may wait long between checkpoints. */
  signal: AbortSignal
  /** Begins the stage, which has `total` things to do, `done` of them done before. Not called where there are none. */
  enter(total: number, done?: number): Promise<void>
  /** Takes note of how many are done, and what else there is to say at the moment. */
  progress(done: number, detail?: string): void
  /** Says something of the run. */
  note(text: string, fields?: Record<string, unknown>): void
}

/** What the stages of a job are made of. */
export type JobContext = StageContext & {
  runId: number
  log: Logger
  /** Of the stages that have ended. */
  seconds: Record<string, number>
  /** What the job measures besides. */
  metrics: Record<string, number>
  /** Keeps both, and the peak memory of the process in megabytes. */
  recordMetrics(): Promise<void>
}

/**
 * Goes through stages, each reading what the one before has stored.
 *
 * @throws Error when none of them had a result
 */
export async function runStages<Context, Result>(
  stages: readonly Stage<Context, Result>[],
  run: (stage: Stage<Context, Result>) => Promise<Next<Result>>,
): Promise<Result> {
  let place = 0
  for (let stage = stages[0]; stage; stage = stages[place]) {
    const next = await run(stage)
    if (typeof next === 'object') return next.result
    place += next === 'back' ? -1 : 1
  }
  throw new Error(`The stages ${stages.map(({ name }) => name).join(', ')} came to no result.`)
}
