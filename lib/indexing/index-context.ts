import { z } from 'zod'
import type { RunCounts } from '@/lib/database/database'
import type { RunComparison } from '@/lib/database/run-comparison'
import type { Recipe } from '@/lib/embedding/recipes'
import type { Calibration } from '@/lib/facts/closeness'
import { type EngineSetting, engineSettings } from '@/lib/facts/env'
import type { Asked, JobContext } from '@/lib/jobs/job'
import type { Engine } from '@/lib/networks/engines/engine'
import type { VectorSource } from '@/lib/similarity/vectors'
import type { KindDigests } from './input-digest'
import type { MadeRun } from './made-run'
import type { ModelList } from './model-list'
import type { RunPlan } from './plan-run'
import type { RunLabels } from './run-labels'
import type { RunTags } from './run-tags'
import type { VectorFile } from './vector-file'

/** What an index run is asked for. */
export const indexOptionsSchema = z.strictObject({
  /** `missing` embeds what has no vector yet; `all` embeds everything anew. */
  mode: z.enum(['missing', 'all']),
  /** The name of a recipe. */
  recipe: z.string(),
  engine: z.enum(engineSettings),
  /** Neighbours a model. */
  neighbours: z.int().positive(),
  /** Also reads images again that could not be used; with uids, only these models are tried. */
  retry: z.union([z.literal('all'), z.array(z.string())]).nullable(),
})
export type IndexOptions = z.infer<typeof indexOptionsSchema>

/**
 * `publishAnyway` publishes even what looks wrong. `engine` is what a run is begun with that somebody else has asked for,
 * who did not say which.
 */
export type IndexAsked = Asked<IndexOptions> & { publishAnyway?: boolean; engine?: EngineSetting }

export type IndexResult = { runId: number; recipeId: string; counts: RunCounts } & (
  | { outcome: 'published' | 'needs-review'; seconds: Record<string, number>; comparison: RunComparison }
  | { outcome: MadeRun['outcome'] }
)

/** What the stages of an index run share. */
export type IndexContext = JobContext &
  Pick<IndexOptions, 'mode' | 'neighbours' | 'retry'> & {
    recipe: Recipe
    engine: Engine
    publishAnyway: boolean
    counts: RunCounts
    /** What there is to embed; null until the run has found out. */
    plan: RunPlan | null
    /** The models that the similarity table is over. */
    models: ModelList
    /** What they are compared by, where the run does all of its work itself. */
    vectors: VectorSource
    /** Where they are, and what is made of them, when they are too many for memory. */
    vectorFiles: VectorFile[]
    /** Of the projection that these vectors are in, if there is one. */
    projectionId: string | null
    /** Whether the lists of look-alikes are there already, with all that comes with them. */
    hasVisual: boolean
    /** Over what it makes of each kind of neighbours; empty until that is made. */
    digests: KindDigests
    /** What tags its models have, read once so that all that it makes agrees; none until then, and once nothing needs them. */
    tags: RunTags
    /** What the run takes models for, read once so that all that it makes agrees; null until then, and where there are no labels. */
    labels: RunLabels | null
    /** How close scores are; null until that is told, and where it cannot be. */
    calibration: Calibration | null
    /** How the table stands to that of the published run; null until the review. */
    comparison: RunComparison | null
  }
