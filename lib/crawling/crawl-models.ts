import type { SketchfabModel } from '@/lib/catalogue/sketchfab/model-answer'
import { markGone, upsertSketchfabModels } from '@/lib/database/sketchfab-models'
import { type CrawlContext, countsOf, noteFailure, noteProblem } from './crawl-context'
import { eachOf } from './each-of'
import { mayBeShown } from './selection'

/**
 * Asks for models one by one and writes what is said of each. Those that Sketchfab has no longer, or that must not be
 * shown, are marked as gone when they are in the catalogue.
 *
 * @throws Error when so many in a row came to nothing that the next would, too.
 */
export async function crawlModels(context: CrawlContext, uids: readonly string[]): Promise<void> {
  const { api, options, checkpoint, observer, counts } = context
  await observer.onStage('models', uids.length)
  let done = 0
  await eachOf(uids, options.concurrency, checkpoint, async (uid) => {
    const reply = await api.readModel(uid)
    if (reply.kind === 'failed') {
      counts.refused++
      noteFailure(context, uid, reply)
    } else {
      context.troublesInARow = 0
      if (reply.kind === 'found') writeModel(context, reply.value)
      else leaveOut(context, uid, reply.reason)
    }
    observer.onProgress(++done, countsOf(context))
  })
}

function writeModel(context: CrawlContext, model: SketchfabModel): void {
  const { connection, options, counts } = context
  if (!mayBeShown(model, options)) {
    counts.leftOut++
    leaveOut(context, model.uid, 'it is age-restricted or tagged noai, which was not asked for')
    return
  }
  const written = upsertSketchfabModels(connection, [model], new Date().toISOString())
  counts.added += written.added
  counts.updated += written.updated
  counts.unchanged += written.unchanged
  counts.passedOver += written.removed + written.fromElsewhere
}

function leaveOut(context: CrawlContext, uid: string, reason: string): void {
  const gone = markGone(context.connection, [uid], new Date().toISOString())
  context.counts.gone += gone
  if (gone === 0) noteProblem(context, uid, reason)
}
