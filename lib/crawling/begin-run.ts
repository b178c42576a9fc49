import { runVersion } from '@/lib/jobs/code-version'
import type { BegunRun, JobPlace } from '@/lib/jobs/job'
import {
  countsOf,
  type CrawlAsked,
  type CrawlContext,
  crawlContext,
  type CrawlCounts,
  type CrawlResult,
} from './crawl-context'
import { crawlOptionsSchema, type CrawlOptionsInput } from './crawl-options'

/** Begins a crawl, or goes on with one. @throws Error when there is no such crawl, or it did not stop short */
export async function begin(
  asked: CrawlAsked,
  place: JobPlace,
): Promise<BegunRun<CrawlContext, CrawlResult>> {
  const { database } = place
  const { runId, options, countedBefore } =
    'options' in asked ? await beginNew(asked, place) : await resume(asked.resumedId, place)
  let context: CrawlContext | null = null
  const total = (counts: CrawlCounts) =>
    JSON.stringify(
      Object.fromEntries(
        Object.entries(counts).map(([name, count]) => [name, count + (countedBefore[name] ?? 0)]),
      ),
    )
  return {
    runId,
    async recordCounts() {
      if (context) await database.crawls.recordCrawlCounts(runId, total(countsOf(context)))
    },
    context(given) {
      given.log.info({ pid: process.pid, ...options }, 'The crawl begins.')
      context = crawlContext(given, asked.settings, crawlOptionsSchema.parse(options))
      return context
    },
    async conclude({ outcome, counts, problems }, { log }) {
      for (const { what, reason } of problems) log.warn({ what }, reason)
      await database.crawls.finishCrawlRun(runId, { counts: total(counts), outcome })
      log.info({ ...counts }, `The crawl ends: ${outcome}.`)
    },
  }
}

type Begun = {
  runId: number
  options: CrawlOptionsInput
  /** What it had counted when it stopped short: the last half second before a kill may be missing. */
  countedBefore: Record<string, number>
}

async function beginNew(
  { options, startedBy = 'shell' }: Extract<CrawlAsked, { options: unknown }>,
  { database }: JobPlace,
): Promise<Begun> {
  const runId = await database.crawls.beginCrawlRun(JSON.stringify(options), startedBy, runVersion(database))
  return { runId, options, countedBefore: {} }
}

async function resume(runId: number, { database }: JobPlace): Promise<Begun> {
  const stopped = await database.crawls.findStoppedCrawl(runId)
  const options: CrawlOptionsInput = JSON.parse(stopped.options)
  await database.runs.reviveRun(runId, runVersion(database))
  // To begin anew was done when it began, if it has.
  const restart = stopped.counts === null && options.restart
  return { runId, options: { ...options, restart }, countedBefore: JSON.parse(stopped.counts ?? '{}') }
}
