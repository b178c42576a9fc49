import { BudgetSpentError } from '@/lib/download/polite-client'
import type { Asked, Next, StageContext } from '@/lib/jobs/job'
import type { CrawlOptions, CrawlOptionsInput } from './crawl-options'
import { SHORT_LINKS } from './short-links'
import { type ApiSettings, type SketchfabApi, sketchfabApi } from './sketchfab-api'

export type CrawlSettings = ApiSettings & {
  shortLinks?: string
  /** What users are hashed with; by default what the data directory keeps for that. */
  likesSecret?: string
}

/** The options as they are written: that is what is kept of them. */
export type CrawlAsked = Asked<CrawlOptionsInput> & { settings: CrawlSettings }

/** What a crawl has done so far. */
export type CrawlCounts = {
  pages: number
  added: number
  updated: number
  unchanged: number
  /** Age-restricted or tagged `noai`, which was not asked for, or with fewer likes than was. */
  leftOut: number
  /** Taken down here before, or of a uid that a model of another source has. */
  passedOver: number
  /** Could not be read. */
  refused: number
  /** News that Sketchfab has it no longer, or that it must not be shown any longer. */
  gone: number
  /** New ones, of the user whose likes are listed. */
  likes: number
  thumbnails: number
  thumbnailFailures: number
  requests: number
  /** How many times a request had to wait because the server was in trouble, and for how long together. */
  waits: number
  waitedMs: number
}

/** Something that could not be used: a model's uid, or the address of a page or a thumbnail; and why. */
export type CrawlProblem = { what: string; reason: string }

export type CrawlResult = {
  /** `budget`: all requests that were allowed are made, and the next crawl goes on. */
  outcome: 'finished' | 'budget'
  counts: CrawlCounts
  problems: CrawlProblem[]
}

/** What the stages of one crawl share. */
export type CrawlContext = StageContext & {
  apiUrl: string
  /** Where short addresses are resolved. */
  shortLinks: string
  likesSecret: string | undefined
  api: SketchfabApi
  options: CrawlOptions
  counts: Omit<CrawlCounts, 'requests' | 'waits' | 'waitedMs'>
  /** The first ones. */
  problems: CrawlProblem[]
  /** How many requests in a row came to nothing for a reason that others may well meet. */
  troublesInARow: number
}

const MAX_PROBLEMS = 1_000
const MAX_TROUBLES = 20

export function crawlContext<Given extends StageContext>(
  given: Given,
  { shortLinks = SHORT_LINKS, likesSecret, ...settings }: CrawlSettings,
  options: CrawlOptions,
): Given & CrawlContext {
  return {
    ...given,
    apiUrl: settings.apiUrl,
    shortLinks,
    likesSecret,
    // A server may ask for minutes of silence.
    api: sketchfabApi(settings, options, given.signal),
    options,
    counts: {
      pages: 0,
      added: 0,
      updated: 0,
      unchanged: 0,
      leftOut: 0,
      passedOver: 0,
      refused: 0,
      gone: 0,
      likes: 0,
      thumbnails: 0,
      thumbnailFailures: 0,
    },
    problems: [],
    troublesInARow: 0,
  }
}

/** Whether a listing is read, rather than models one by one. */
export function isOfListing({ models, updateDays }: CrawlOptions): boolean {
  return models.length === 0 && updateDays === undefined
}

export function countsOf({ counts, api }: Pick<CrawlContext, 'counts' | 'api'>): CrawlCounts {
  return { ...counts, ...api.counts() }
}

/** Does some of a crawl's work, which is over when all requests that were allowed are made. */
export async function withinBudget(
  context: CrawlContext,
  work: () => Promise<void>,
): Promise<Next<CrawlResult>> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof BudgetSpentError)) throw error
    return resultOf(context, 'budget')
  }
}

export function resultOf(context: CrawlContext, outcome: CrawlResult['outcome']): { result: CrawlResult } {
  return { result: { outcome, counts: countsOf(context), problems: context.problems } }
}

/** Tells how much of a stage is done. */
export function tellProgress(context: CrawlContext, done: number): void {
  const { requests, waits } = context.api.counts()
  context.progress(done, `${requests} ${requests === 1 ? 'request' : 'requests'}, ${waits} waited for`)
}

/** Remembers a problem with one thing; the crawl goes on. */
export function noteProblem({ problems }: CrawlContext, what: string, reason: string): void {
  if (problems.length < MAX_PROBLEMS) problems.push({ what, reason })
}

/**
 * Remembers that a request came to nothing.
 *
 * @throws Error when too many in a row did for a reason that others may well meet: the next would, too.
 */
export function noteFailure(
  context: CrawlContext,
  what: string,
  { reason, isGeneral }: { reason: string; isGeneral: boolean },
): void {
  noteProblem(context, what, reason)
  context.troublesInARow = isGeneral ? context.troublesInARow + 1 : 0
  if (context.troublesInARow >= MAX_TROUBLES) {
    throw new Error(
      `${MAX_TROUBLES} requests in a row came to nothing: ${reason}. What was read is kept; try again later.`,
    )
  }
}
