import { rereadImage } from '@/lib/catalogue/reread'
import type { Database, FailedModel } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import { removeThumbnail, type StoredThumbnail, storeThumbnail } from '@/lib/thumbnails/store'
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
    const reread = await rereadThumbnail(storage, model)
    await writeReread(database, storage, reread, runId)
    onModel(model, reread.reason)
  }
}

/** What came of reading an image again: the thumbnail in the store, or why there is none. */
export type Reread = { model: FailedModel } & (
  { stored: StoredThumbnail; reason: null } | { stored: null; reason: string }
)

/** Reads the image of a failed model again, and stores its files. @throws Error for what would meet every image */
export async function rereadThumbnail(storage: ObjectStorage, model: FailedModel): Promise<Reread> {
  try {
    const bytes = await rereadImage(model.source, model.sourceKey)
    return { model, stored: await storeThumbnail(storage, bytes), reason: null }
  } catch (error) {
    const reason = failureReason(error)
    if (reason === null) throw error
    return { model, stored: null, reason }
  }
}

/** Writes what came of it. */
export async function writeReread(
  { thumbnails, failures }: Pick<Database, 'thumbnails' | 'failures'>,
  storage: ObjectStorage,
  { model, stored, reason }: Reread,
  runId: number,
): Promise<void> {
  if (stored === null) return failures.recordFailure(model.modelId, model.stage, reason, runId)
  const isThere = await thumbnails.setThumbnail(model.modelId, stored)
  // Its model was taken down while it was read.
  if (!isThere && !(await thumbnails.hasThumbnail(stored.hash))) await removeThumbnail(storage, stored.hash)
}
