import { retryThumbnails } from '@/lib/importing/retry-thumbnails'
import type { FailedModel } from '@/lib/database/database'
import { isIntact, isStored } from '@/lib/thumbnails/store'
import type { IndexContext } from '../index-context'

/** Reads images again that could not be used, or were lost since, where the run was asked to. */
export async function run(context: IndexContext): Promise<void> {
  const { database, storage, retry, runId, log, checkpoint } = context
  if (retry === null) return
  const failed = await database.failures.listFailedModels(retry === 'all' ? null : retry)
  const models: FailedModel[] = []
  for (const model of failed) {
    const { stage, thumbnailHash: hash } = model
    const isWhole = hash !== null && (await isStored(storage, hash)) && (await isIntact(storage, hash))
    if (stage === 'thumbnail' || !isWhole) models.push(model)
  }
  if (models.length === 0) return
  await context.enter(models.length)
  let done = 0
  await retryThumbnails({
    database,
    storage,
    models,
    runId,
    checkpoint,
    onModel({ uid }, reason) {
      if (reason === null) log.info(`The image of ${uid} can be used now.`)
      else log.warn({ uid, reason }, `The image of ${uid} can still not be used.`)
      context.progress(++done)
    },
  })
}
