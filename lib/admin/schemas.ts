import { z } from 'zod'
import { RUN_ACTIONS, RUN_STATUSES } from './runs/run-actions'

/** The bodies and answers of the admin's part of the HTTP API. */

export const loginSchema = z
  .strictObject({ password: z.string().max(1000) })
  .meta({ id: 'Login', description: 'What opens a session' })

export const sessionSchema = z
  .object({ expiresAt: z.iso.datetime() })
  .meta({ id: 'Session', description: 'The session that the cookie stands for' })

export const startSchema = z
  .strictObject({
    mode: z
      .enum(['missing', 'all'], 'must be missing or all')
      .describe('Embed what is missing, or everything anew'),
    recipe: z.string().max(200).optional().describe('Default: default'),
    retry: z
      .union(
        [z.literal('all'), z.array(z.string().max(200)).min(1).max(1000)],
        'must be all, or a list of uids',
      )
      .optional()
      .describe('Read the images of failed models again, of all or of these uids alone'),
  })
  .meta({ id: 'StartIndexRun', description: 'What a new index run is to do' })
export type StartRequest = z.infer<typeof startSchema>

export const startedSchema = z
  .object({ id: z.int().positive() })
  .meta({ id: 'StartedRun', description: 'The run that has been started' })

export const steerSchema = z
  .strictObject({
    action: z.enum(
      RUN_ACTIONS.filter((action) => action !== 'delete'),
      'must be pause, resume, cancel, publish or discard',
    ),
  })
  .meta({ id: 'SteerIndexRun', description: 'What an index run is asked to do' })

const quality = z
  .object({
    recallCappedPrecision: z.number().describe('Recall-capped precision at `depth`, 0 to 1'),
    queries: z.int().describe('Over how many labelled models'),
  })
  .nullable()

const likesMean = z
  .object({ mean: z.number(), standardError: z.number(), count: z.int().describe('Over how many users') })
  .nullable()
const likesQuality = z
  .object({ ndcgAt10: likesMean, tailHitRateAt24: likesMean })
  .nullable()
  .describe('Of what was learned from likes, by likes that were put aside')

const comparisonSchema = z.object({
  comparedWith: z.int().nullable().describe('The run that was published before'),
  label: z.string().nullable().describe('The labels’ column that quality is measured on'),
  depth: z.int().describe('How many of a model’s first neighbours quality looks at'),
  quality,
  qualityBefore: quality,
  likes: likesQuality,
  likesBefore: likesQuality,
  changedShare: z.number().nullable().describe('Share of the neighbours that are new, 0 to 1'),
  lostCount: z.int().describe('Models that the run before covers and whose pictures this one could not use'),
  coveredBefore: z.int(),
  mostChanged: z.array(z.int()),
  reasons: z.array(z.string()).describe('Why the run waits for a review'),
})

/** What is the same for the runs of every job. */
const runFields = {
  id: z.int().positive(),
  status: z.enum(RUN_STATUSES),
  actions: z.array(z.enum(RUN_ACTIONS)).describe('What it can be asked to do now'),
  requestedAction: z.string().nullable().describe('Asked for, and not yet done'),
  startedBy: z.string().describe('shell or dashboard'),
  stage: z.string(),
  done: z.int().describe('Of the stage'),
  total: z.int().describe('Of the stage'),
  rate: z.number().nullable().describe('Of the stage, a second'),
  secondsLeft: z.number().nullable().describe('Of the stage, at this rate'),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  silentSeconds: z
    .int()
    .nullable()
    .describe('Since an active run has last been heard of; 0 while that is recent'),
  error: z.string().nullable(),
  latestThumbnails: z.array(z.string()).describe('Addresses of the pictures embedded last, the latest first'),
}

export const indexRunSchema = z
  .object({
    ...runFields,
    isPublished: z.boolean().describe('Whether it is the one that readers see'),
    hasTable: z.boolean().describe('Whether its similarity table is kept'),
    mode: z.string(),
    recipe: z.string(),
    engine: z.string(),
    neighbours: z.int().describe('A model'),
    retry: z.union([z.literal('all'), z.array(z.string())]).nullable(),
    modelCount: z.int(),
    embeddedCount: z.int(),
    reusedCount: z.int(),
    failureCount: z.int(),
    publishedAt: z.iso.datetime().nullable(),
    metrics: z
      .record(z.string(), z.number())
      .nullable()
      .describe('Seconds a stage, milliseconds an image, peak memory'),
    comparison: comparisonSchema.nullable().describe('Against the run that was published before'),
    sameAs: z.int().nullable().describe('The run that had been made from the same, of one with nothing new'),
  })
  .meta({ id: 'IndexRun', description: 'One run of the precompute job' })

export const crawlSchema = z
  .object({
    ...runFields,
    options: z.record(z.string(), z.unknown()).describe('What was asked for'),
    counts: z.record(z.string(), z.number()).nullable().describe('What it has brought so far'),
    outcome: z
      .string()
      .nullable()
      .describe('finished, or budget when all requests that were allowed are made'),
  })
  .meta({ id: 'Crawl', description: 'One crawl of Sketchfab' })

export const crawlListSchema = z
  .object({
    runs: z.array(crawlSchema),
    nextBefore: z.int().nullable().describe('Pass as `before` for the next page; null on the last page'),
  })
  .meta({ id: 'CrawlList', description: 'Crawls, the newest first' })

export const indexRunListSchema = z
  .object({
    runs: z.array(indexRunSchema),
    nextBefore: z.int().nullable().describe('Pass as `before` for the next page; null on the last page'),
  })
  .meta({ id: 'IndexRunList', description: 'Index runs, the newest first' })

export const failureSchema = z
  .object({
    uid: z.string(),
    name: z.string(),
    source: z.string(),
    file: z.string().describe('What the catalogue source calls it'),
    thumbnailUrl: z.string().nullable().describe('The picture that is stored, if there is one'),
    isListed: z.boolean().describe('Whether the model has a page'),
    stage: z.string().describe('thumbnail or embed'),
    reason: z.string(),
    attempts: z.int().positive(),
    lastAt: z.iso.datetime(),
    runId: z.int().nullable(),
  })
  .meta({ id: 'Failure', description: 'Why a model is not in the index' })

export const failureListSchema = z
  .object({ failures: z.array(failureSchema), total: z.int() })
  .meta({ id: 'FailureList', description: 'Failures, in the order of the catalogue' })

export const estimateSchema = z
  .object({
    models: z.int().describe('To be compared with one another'),
    images: z.int().describe('To be embedded'),
    seconds: z
      .number()
      .nullable()
      .describe('By what the last run of the recipe took; null when there was none'),
    measuredOn: z.int().nullable().describe('That run'),
  })
  .meta({ id: 'Estimate', description: 'What a run would have to do' })

export const workerListSchema = z
  .object({
    isShared: z.boolean().describe('Whether runs are left to workers: over PostgreSQL they are'),
    workers: z.array(
      z.object({
        id: z.string(),
        host: z.string(),
        pid: z.int(),
        version: z.string().describe('Of its code; runs of another one are refused'),
        engine: z.string(),
        state: z.string().describe('What it does, or why it does nothing'),
        rate: z.number().nullable().describe('Images a second'),
        startedAt: z.iso.datetime(),
        silentSeconds: z.int().describe('Since it was last heard of'),
        isSilent: z.boolean().describe('Whether that is too long to count on it'),
      }),
    ),
  })
  .meta({ id: 'WorkerList', description: 'Workers' })

export const logSchema = z
  .object({
    lines: z.array(
      z.object({
        time: z.iso.datetime(),
        level: z.enum(['debug', 'info', 'warn', 'error']),
        message: z.string(),
        fields: z.record(z.string(), z.unknown()),
      }),
    ),
    end: z.int().describe('Pass as `after` to go on from here'),
  })
  .meta({ id: 'RunLog', description: 'Lines of a run’s log' })

export const auditListSchema = z
  .object({
    entries: z.array(
      z.object({
        id: z.int(),
        at: z.iso.datetime(),
        action: z.string(),
        runId: z.int().nullable(),
        job: z.string().nullable().describe('What the run is of; null once it is deleted'),
        detail: z.string().nullable(),
        address: z.string().nullable().describe('Where the request said it came from'),
      }),
    ),
  })
  .meta({ id: 'AuditList', description: 'What admins did, the latest first' })

export const suggestedTagsSchema = z
  .object({
    runId: z.int().positive().describe('The index run that suggests them'),
    models: z.array(
      z.object({
        uid: z.string(),
        name: z.string(),
        tags: z.array(z.string()).describe('Those that it has'),
        thumbnailUrl: z.string(),
        ageRestricted: z.boolean(),
        suggestions: z
          .array(
            z.object({
              tag: z.string(),
              score: z
                .number()
                .describe('The share of what is nearest to the model that has the tag, from 0 to 1'),
              count: z.int().describe('How many of the nearest that are, of 50 at most'),
              models: z
                .array(z.object({ uid: z.string(), name: z.string() }))
                .describe('The nearest of them, 3 at most'),
            }),
          )
          .describe('The surest first'),
      }),
    ),
    nextCursor: z.string().nullable().describe('Pass as `cursor` for the next page; null on the last page'),
  })
  .meta({ id: 'SuggestedTags', description: 'Tags that models probably lack, those with the surest first' })
