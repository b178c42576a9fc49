import { rereadImage } from '@/lib/catalogue/reread'
import type { Database, FailedModel } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import { removeThumbnail, storeThumbnail } from '@/lib/thumbnails/store'
import { failureReason } from './import-catalogue'

export type RetryOptions = {
  database: Database
  storage: ObjectStorage
  models: readonly FailedModel[]
  runId: number
  checkpoint: () => Promise<void>
  /** Told of each model; `reason` is null when its image could be used this time. */
  onModel: (model: FailedModel, reason: string | null) => void
}

/** Reads the images of failed models again from where their catalogue sources have them. */
export async function retryThumbnails(options: RetryOptions): Promise<void> {
  const { database, storage, models, runId, checkpoint, onModel } = options
  for (const model of models) {
    await checkpoint()
    try {
      const bytes = await rereadImage(model.source, model.sourceKey)
      const stored = await storeThumbnail(storage, bytes)
      const isThere = await database.thumbnails.setThumbnail(model.modelId, stored)
      // Its model was taken down while it was read.
      if (!isThere && !(await database.thumbnails.hasThumbnail(stored.hash)))
        await removeThumbnail(storage, stored.hash)
      onModel(model, null)
    } catch (error) {
      const reason = failureReason(error)
      if (reason === null) throw error
      await database.failures.recordFailure(model.modelId, model.stage, reason, runId)
      onModel(model, reason)
    }
  }
}
