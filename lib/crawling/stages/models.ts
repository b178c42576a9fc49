import type { SketchfabModel } from '@/lib/facts/described-model'
import type { Next } from '@/lib/jobs/job'
import {
  type CrawlContext,
  type CrawlResult,
  isOfListing,
  noteFailure,
  noteProblem,
  tellProgress,
  withinBudget,
} from '../crawl-context'
import { MAX_MODELS } from '../crawl-options'
import { eachOf } from '../each-of'
import { mayBeShown } from '../selection'
import { resolveShortLink } from '../short-links'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Asks for models one by one, where no listing is asked for, and writes what is said of each. Those that Sketchfab has no
 * longer, or that must not be shown, are marked as gone when they are in the catalogue.
 *
 * @throws Error when so many in a row came to nothing that the next would, too.
 */
export async function run(context: CrawlContext): Promise<Next<CrawlResult>> {
  if (isOfListing(context.options)) return
  return withinBudget(context, async () => askFor(context, await wantedUids(context)))
}

/** The uids of the single models that are asked for, each once, or of those that were not looked at for long. */
async function wantedUids(context: CrawlContext): Promise<readonly string[]> {
  const { database, options, counts, checkpoint, shortLinks, signal } = context
  const { models, updateDays, limit = MAX_MODELS } = options
  if (updateDays !== undefined) {
    return await database.catalogue.listStaleModels(
      new Date(Date.now() - updateDays * DAY_MS).toISOString(),
      limit,
    )
  }
  const uids = new Set<string>()
  for (const link of models) {
    await checkpoint()
    if (link.kind === 'uid') uids.add(link.uid)
    else {
      try {
        uids.add(await resolveShortLink(link.code, shortLinks, signal))
      } catch (error) {
        signal.throwIfAborted()
        counts.refused++
        noteProblem(context, `skfb.ly/${link.code}`, error instanceof Error ? error.message : String(error))
      }
    }
  }
  return [...uids]
}

async function askFor(context: CrawlContext, uids: readonly string[]): Promise<void> {
  const { api, options, checkpoint, counts } = context
  await context.enter(uids.length)
  let done = 0
  await eachOf(uids, options.concurrency, checkpoint, async (uid) => {
    const reply = await api.readModel(uid)
    if (reply.kind === 'failed') {
      counts.refused++
      noteFailure(context, uid, reply)
    } else {
      context.troublesInARow = 0
      if (reply.kind === 'found') await writeModel(context, reply.value)
      else await leaveOut(context, uid, reply.reason)
    }
    tellProgress(context, ++done)
  })
}

async function writeModel(context: CrawlContext, model: SketchfabModel): Promise<void> {
  const { database, options, counts } = context
  if (!mayBeShown(model, options)) {
    counts.leftOut++
    await leaveOut(context, model.uid, 'it is age-restricted or tagged noai, which was not asked for')
    return
  }
  const written = await database.catalogue.upsertSketchfabModels([model], new Date().toISOString())
  counts.added += written.added
  counts.updated += written.updated
  counts.unchanged += written.unchanged
  counts.passedOver += written.removed + written.fromElsewhere
}

async function leaveOut(context: CrawlContext, uid: string, reason: string): Promise<void> {
  const gone = await context.database.catalogue.markGone([uid], new Date().toISOString())
  context.counts.gone += gone
  if (gone === 0) noteProblem(context, uid, reason)
}
