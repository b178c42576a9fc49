import type { Database } from '@/lib/database/database'
import type { Encoder } from '@/lib/embedding/encoder'
import type { Recipe } from '@/lib/embedding/recipes'
import { encodeSparseVector, encodeVector } from '@/lib/embedding/vector-format'
import { readAhead } from '@/lib/storage/read-ahead'
import type { ObjectStorage } from '@/lib/storage/storage'
import { StorageError } from '@/lib/storage/storage-error'
import { encoderPixels, type SquareForm } from '@/lib/thumbnails/encoder-pixels'
import { pageImageKey, readOriginal, readOriginalNow } from '@/lib/thumbnails/store'

const BATCH = 8
/** The encoder blocks this thread, so that several batches must be with the decoder before it begins. */
const BATCHES_AHEAD = 3
/** Of what is far away, originals that are read beyond those batches: the encoder keeps answers waiting. */
const READ_AHEAD = 64

const PAGE_IMAGE_GONE = 'The stored picture for the page is gone (ENOENT). Import its catalogue again.'

export type EmbedOptions = {
  database: Database
  storage: ObjectStorage
  recipe: Recipe
  encoder: Encoder
  /** Hashes of the thumbnails to embed. */
  thumbnails: readonly string[]
  /** The run that this is part of, if it is part of one. */
  runId?: number | null
  /** Awaited before each batch; may throw to end the work. */
  checkpoint?: () => Promise<void> | void
  /** Called after each batch was stored. */
  onBatch?: (counts: { embeddedCount: number; failureCount: number }) => void
  /** Told of each thumbnail that could not be embedded. */
  onFailure?: (thumbnailHash: string, reason: string) => void
}

/**
 * Embeds thumbnails and stores their vectors, a batch a transaction, the next batch decoding while one is in
 * the encoder. A thumbnail that cannot be read becomes a failure of its models and stops nothing; returned are
 * the hashes of those. What is taken down meanwhile is left out.
 *
 * @throws what the checkpoint throws, after the batch in hand was stored; StorageError
 */
export async function embedThumbnails(options: EmbedOptions): Promise<ReadonlySet<string>> {
  const { database, storage, recipe, encoder, thumbnails, runId = null } = options
  const failed = new Set<string>()
  let embeddedCount = 0
  let failureCount = 0
  // A projection is fitted on the numbers themselves; plain ones are as wide as a feature map, and mostly zero.
  const encode = recipe.projection ? encodeVector : encodeSparseVector

  for await (const batch of decodeAhead(storage, thumbnails, encoder.picture)) {
    await options.checkpoint?.()
    const good = batch.flatMap((item) => ('pixels' in item ? [item] : []))
    const vectors =
      good.length > 0
        ? await encoder.encode(Buffer.concat(good.map((item) => item.pixels)))
        : new Float32Array(0)
    const rows = good.map(({ hash }, row) => {
      const vector = vectors.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions)
      return { thumbnailHash: hash, vector: encode(vector) }
    })
    await database.embeddings.writeEmbeddings(recipe.id, rows, runId)
    for (const item of batch) {
      if ('pixels' in item) {
        await database.failures.clearFailures(item.hash, 'embed')
      } else {
        failed.add(item.hash)
        // The picture of a model that was taken down meanwhile is nobody's failure.
        if (!(await database.failures.recordThumbnailFailure(item.hash, 'embed', item.reason, runId)))
          continue
        failureCount++
        options.onFailure?.(item.hash, item.reason)
      }
    }
    embeddedCount += good.length
    options.onBatch?.({ embeddedCount, failureCount })
  }
  return failed
}

type Decoded = { hash: string; pixels: Buffer } | { hash: string; reason: string }

async function* decodeAhead(
  storage: ObjectStorage,
  thumbnails: readonly string[],
  form: SquareForm,
): AsyncGenerator<Decoded[]> {
  const underWay: Promise<Decoded[]>[] = []
  let started = 0
  const read = originalsOf(storage, thumbnails)
  const keepBusy = () => {
    for (; started < thumbnails.length && underWay.length < BATCHES_AHEAD; started += BATCH) {
      const hashes = thumbnails.slice(started, started + BATCH)
      const decoding = Promise.all(hashes.map((hash) => decode(read, hash, form)))
      // One that fails does so when it is its turn; nobody may have asked for it by then.
      decoding.catch(() => undefined)
      underWay.push(decoding)
    }
  }
  keepBusy()
  for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
    const batch = await next
    keepBusy()
    yield batch
  }
}

type ReadOriginal = (hash: string) => Buffer | Promise<Buffer>

function originalsOf(storage: ObjectStorage, thumbnails: readonly string[]): ReadOriginal {
  const { now } = storage
  if (now) {
    return (hash) => {
      const original = readOriginalNow(now, hash)
      if (!now.has(pageImageKey(hash))) throw new Error(PAGE_IMAGE_GONE)
      return original
    }
  }
  const read = async (hash: string) => {
    const [original, pageImage] = await Promise.all([
      readOriginal(storage, hash),
      storage.find(pageImageKey(hash)),
    ])
    if (!pageImage) throw new Error(PAGE_IMAGE_GONE)
    return original
  }
  return readAhead(thumbnails, read, READ_AHEAD)
}

/** @throws StorageError: that nothing can be read is no failure of one model's. */
async function decode(read: ReadOriginal, hash: string, form: SquareForm): Promise<Decoded> {
  try {
    const original = read(hash)
    return { hash, pixels: await encoderPixels(Buffer.isBuffer(original) ? original : await original, form) }
  } catch (error) {
    if (error instanceof StorageError) throw error
    return { hash, reason: error instanceof Error ? error.message : String(error) }
  }
}
