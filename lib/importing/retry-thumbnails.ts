import { rereadImage } from '@/lib/catalogue/reread'
import type { Connection } from '@/lib/database/connection'
import { type FailedModel, recordFailure } from '@/lib/database/failures'
import { hasThumbnail, setThumbnail } from '@/lib/database/thumbnails'
import { removeThumbnail, storeThumbnail } from '@/lib/thumbnails/store'
import { failureReason } from './import-catalogue'

export type RetryOptions = {
  connection: Connection
  dataDir: string
  models: readonly FailedModel[]
  runId: number
  checkpoint: () => Promise<void>
  /** Told of each model; `reason` is null when its image could be used this time. */
  onModel: (model: FailedModel, reason: string | null) => void
}

/** Reads the images of failed models again from where their catalogue sources have them. */
export async function retryThumbnails(options: RetryOptions): Promise<void> {
  const { connection, dataDir, models, runId, checkpoint, onModel } = options
  for (const model of models) {
    await checkpoint()
    try {
      const bytes = await rereadImage(model.source, model.sourceKey)
      const stored = await storeThumbnail(dataDir, bytes)
      const isThere = setThumbnail(connection, model.modelId, stored)
      // Its model was taken down while it was read.
      if (!isThere && !hasThumbnail(connection, stored.hash)) await removeThumbnail(dataDir, stored.hash)
      onModel(model, null)
    } catch (error) {
      const reason = failureReason(error)
      if (reason === null) throw error
      recordFailure(connection, model.modelId, model.stage, reason, runId)
      onModel(model, reason)
    }
  }
}
