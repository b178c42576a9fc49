import type { Connection } from '@/lib/database/connection'
import type { PrismaClient } from '@/lib/database/generated/client'
import type { RunCounts, RunMode, RunStage } from '@/lib/database/index-runs'
import type { RunComparison } from '@/lib/database/run-comparison'
import type { StartedBy } from '@/lib/database/runs'
import type { Engine } from '@/lib/networks/engines/engine'
import type { EngineName } from '@/lib/facts/engine-names'
import type { Recipe } from '@/lib/embedding/recipes'
import type { JobContext } from '@/lib/jobs/carry-out'
import type { MadeRun } from './made-run'

/** Which failed models alone are tried again: those of these uids, or all. */
export type Retry = 'all' | readonly string[]

export type PrecomputeOptions = {
  connection: Connection
  databaseFile: string
  dataDir: string
  recipe: Recipe
  engine: 'auto' | EngineName
  /** `missing` embeds what has no vector yet; `all` embeds everything anew. */
  mode: RunMode
  /** Neighbours a model. */
  neighbours: number
  /** Also reads images again that could not be used; with uids, only these models are tried. */
  retry?: Retry | null
  /** Publishes a run even if something about it looks wrong. */
  publishAnyway?: boolean
  startedBy?: StartedBy
  signal?: AbortSignal
  observer: PrecomputeObserver
}

export type ResumeOptions = Pick<
  PrecomputeOptions,
  'connection' | 'databaseFile' | 'dataDir' | 'publishAnyway' | 'signal' | 'observer'
> & { runId: number }

/** Told how far the job is: a stage begins with what it has to do, then counts. */
export type PrecomputeObserver = {
  onStage(stage: RunStage, total: number): void
  onProgress(done: number): void
  onNote(note: string): void
}

export type PrecomputeResult = { runId: number; recipeId: string; counts: RunCounts } & (
  | { outcome: 'published' | 'needs-review'; seconds: Record<string, number>; comparison: RunComparison }
  | { outcome: MadeRun['outcome'] }
)

/** What the stages of a run share. */
export type RunContext = JobContext<RunStage> & {
  options: PrecomputeOptions
  prisma: PrismaClient
  runId: number
  engine: Engine
  counts: RunCounts
  /** Thumbnails that this run had embedded before it was interrupted. */
  made: ReadonlySet<string>
}
