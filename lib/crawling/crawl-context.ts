import type { Connection } from '@/lib/database/connection'
import type { Checkpoint } from '@/lib/jobs/run-control'
import type { CrawlOptions } from './crawl-options'
import type { SketchfabApi } from './sketchfab-api'

/** `pages` reads a listing, `models` asks for them one by one, `thumbnails` fetches what is pending. */
export type CrawlStage = 'pages' | 'models' | 'thumbnails'

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
  thumbnails: number
  thumbnailFailures: number
  requests: number
  /** How many times a request had to wait because the server was in trouble, and for how long together. */
  waits: number
  waitedMs: number
}

export type CrawlObserver = {
  /** `total` counts models or thumbnails that are left to do; a listing may end before. */
  onStage(stage: CrawlStage, total: number): Promise<void> | void
  /** `done` of the stage, since it began. */
  onProgress(done: number, counts: CrawlCounts): void
  onNote(note: string): void
}

/** Something that could not be used: a model's uid, or the address of a page or a thumbnail; and why. */
export type CrawlProblem = { what: string; reason: string }

/** What the stages of one crawl share. */
export type CrawlContext = {
  connection: Connection
  dataDir: string
  apiUrl: string
  api: SketchfabApi
  options: CrawlOptions
  checkpoint: Checkpoint
  observer: CrawlObserver
  counts: Omit<CrawlCounts, 'requests' | 'waits' | 'waitedMs'>
  /** The first ones. */
  problems: CrawlProblem[]
  /** How many requests in a row came to nothing for a reason that others may well meet. */
  troublesInARow: number
}

const MOST_PROBLEMS = 1_000
const MOST_TROUBLES = 20

export function countsOf({ counts, api }: CrawlContext): CrawlCounts {
  return { ...counts, ...api.counts() }
}

/** Remembers a problem with one thing; the crawl goes on. */
export function noteProblem({ problems }: CrawlContext, what: string, reason: string): void {
  if (problems.length < MOST_PROBLEMS) problems.push({ what, reason })
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
  if (context.troublesInARow >= MOST_TROUBLES) {
    throw new Error(
      `${MOST_TROUBLES} requests in a row came to nothing: ${reason}. What was read is kept; try again later.`,
    )
  }
}
