import type { FailedModel } from '@/lib/database/database'
import { retryThumbnails } from '@/lib/importing/retry-thumbnails'
import { doUnits, reportsOf } from '@/lib/jobs/do-units'
import type { ObjectStorage } from '@/lib/storage/storage'
import { isIntact, isStored } from '@/lib/thumbnails/store'
import type { IndexContext } from '../index-context'
import { openRetryUnits, readRetryReport, retryPayloads } from '../units/retry-units'

export { openRetryUnits as openUnits }

/** Reads images again that could not be used, or were lost since, where the run was asked to. */
export async function run(context: IndexContext): Promise<void> {
  const { database, storage, retry, runId, checkpoint } = context
  if (retry === null) return
  const failed = await database.failures.listFailedModels(retry === 'all' ? null : retry)
  const models: FailedModel[] = []
  for (const model of failed) {
    if (model.stage === 'thumbnail' || !(await isWhole(storage, model))) models.push(model)
  }
  if (models.length === 0) return
  await context.enter(models.length)
  if (database.units.isShared) return shareModels(context, models)
  let done = 0
  await retryThumbnails({
    database,
    storage,
    models,
    runId,
    checkpoint,
    onModel({ uid }, reason) {
      tell(context, uid, reason)
      context.progress(++done)
    },
  })
}

async function isWhole(storage: ObjectStorage, { thumbnailHash: hash }: FailedModel): Promise<boolean> {
  return hash !== null && (await isStored(storage, hash)) && (await isIntact(storage, hash))
}

async function shareModels(context: IndexContext, models: readonly FailedModel[]): Promise<void> {
  const payloads = retryPayloads(models)
  const progress = (done: number) => context.progress(Math.floor((done / payloads.length) * models.length))
  await doUnits({ ...context, progress }, 'thumbnail', payloads, openRetryUnits)
  for await (const report of reportsOf(context, 'thumbnail')) {
    for (const { uid, reason } of readRetryReport(report).models) tell(context, uid, reason)
  }
}

function tell({ log }: IndexContext, uid: string, reason: string | null): void {
  if (reason === null) log.info(`The image of ${uid} can be used now.`)
  else log.warn({ uid, reason }, `The image of ${uid} can still not be used.`)
}
