import type { Connection } from '@/lib/database/connection'
import { finishCrawl } from '@/lib/database/crawls'
import { listStaleModels } from '@/lib/database/sketchfab-models'
import { BudgetSpentError } from '@/lib/download/polite-client'
import type { Checkpoint } from '@/lib/jobs/run-control'
import {
  type CrawlContext,
  type CrawlCounts,
  type CrawlObserver,
  type CrawlProblem,
  countsOf,
  noteProblem,
} from './crawl-context'
import { crawlModels } from './crawl-models'
import { type CrawlOptions, MOST_MODELS } from './crawl-options'
import { crawlPages } from './crawl-pages'
import { crawlThumbnails } from './crawl-thumbnails'
import { resolveShortLink, SHORT_LINKS } from './short-links'
import { type ApiSettings, sketchfabApi } from './sketchfab-api'

export type Crawl = {
  connection: Connection
  dataDir: string
  settings: ApiSettings & { shortLinks?: string }
  options: CrawlOptions
  checkpoint: Checkpoint
  observer: CrawlObserver
  /** Ends what is under way, and the waiting for a server that asked for it, at once. */
  signal?: AbortSignal
}

export type CrawlResult = {
  /** `budget`: all requests that were allowed are made, and the next crawl goes on. */
  outcome: 'finished' | 'budget'
  counts: CrawlCounts
  problems: CrawlProblem[]
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Brings models of Sketchfab into the catalogue, or up to date, and then the thumbnails that are missing. All that it
 * knows is in the database: killed at any moment and started again with the same options, it comes to the same as if
 * it had not been, and asks again only for what was under way.
 *
 * @throws Error when a page of the listing, or so many things in a row that the next would, too, cannot be read; when
 *   the server asks to be left alone for long; or what the checkpoint throws. What was read is kept.
 */
export async function crawl({
  connection,
  dataDir,
  settings,
  options,
  checkpoint,
  observer,
  signal,
}: Crawl): Promise<CrawlResult> {
  const { shortLinks = SHORT_LINKS, ...apiSettings } = settings
  const context: CrawlContext = {
    ...{ connection, dataDir, options, checkpoint, observer },
    apiUrl: apiSettings.apiUrl,
    api: sketchfabApi(apiSettings, options, signal),
    counts: {
      ...{ pages: 0, added: 0, updated: 0, unchanged: 0, leftOut: 0, passedOver: 0 },
      ...{ refused: 0, gone: 0, thumbnails: 0, thumbnailFailures: 0 },
    },
    problems: [],
    troublesInARow: 0,
  }
  const result = (outcome: CrawlResult['outcome']): CrawlResult => ({
    outcome,
    counts: countsOf(context),
    problems: context.problems,
  })

  try {
    if (options.models.length > 0) {
      await crawlModels(context, await wantedUids(context, shortLinks, signal))
      await crawlThumbnails(context)
    } else if (options.updateDays !== undefined) {
      const before = new Date(Date.now() - options.updateDays * DAY_MS).toISOString()
      await crawlModels(context, listStaleModels(connection, before, options.limit ?? MOST_MODELS))
      await crawlThumbnails(context)
    } else {
      const listing = await crawlPages(context)
      await crawlThumbnails(context)
      finishCrawl(connection, listing)
    }
  } catch (error) {
    if (!(error instanceof BudgetSpentError)) throw error
    return result('budget')
  }
  return result('finished')
}

/** The uids of the single models that are asked for, each once. */
async function wantedUids(
  context: CrawlContext,
  shortLinks: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const uids = new Set<string>()
  for (const link of context.options.models) {
    await context.checkpoint()
    if (link.kind === 'uid') uids.add(link.uid)
    else {
      try {
        uids.add(await resolveShortLink(link.code, shortLinks, signal))
      } catch (error) {
        signal?.throwIfAborted()
        context.counts.refused++
        noteProblem(context, `skfb.ly/${link.code}`, error instanceof Error ? error.message : String(error))
      }
    }
  }
  return [...uids]
}
