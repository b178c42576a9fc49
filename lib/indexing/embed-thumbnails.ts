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
  thumbnails: Iterable<string>
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
  const { database, recipe, runId = null } = options
  const failed = new Set<string>()
  let embeddedCount = 0
  let failureCount = 0
  for await (const batch of encodedBatches(options)) {
    for (const { hash, reason } of await writeBatch(database, recipe, batch, runId)) {
      failureCount++
      options.onFailure?.(hash, reason)
    }
    for (const { hash } of batch.failures) failed.add(hash)
    embeddedCount += batch.rows.length
    options.onBatch?.({ embeddedCount, failureCount })
  }
  return failed
}

/** What came of some thumbnails: encoded vectors, and why others have none. */
export type EncodedBatch = {
  rows: { thumbnailHash: string; vector: Uint8Array }[]
  failures: Failure[]
}

type Failure = { hash: string; reason: string }

/** Embeds thumbnails, a batch at a time, the next one decoding while one is in the encoder. */
export async function* encodedBatches({
  storage,
  recipe,
  encoder,
  thumbnails,
  checkpoint,
}: Pick<
  EmbedOptions,
  'storage' | 'recipe' | 'encoder' | 'thumbnails' | 'checkpoint'
>): AsyncGenerator<EncodedBatch> {
  // A projection is fitted on the numbers themselves; plain ones are as wide as a feature map, and mostly zero.
  const encode = recipe.projection ? encodeVector : encodeSparseVector
  for await (const { hashes, pixels, failures } of decodeAhead(storage, thumbnails, encoder.picture)) {
    await checkpoint?.()
    const vectors = hashes.length > 0 ? await encoder.encode(pixels) : new Float32Array(0)
    const rows = hashes.map((thumbnailHash, row) => {
      const vector = vectors.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions)
      return { thumbnailHash, vector: encode(vector) }
    })
    yield { rows, failures }
  }
}

/**
 * Stores vectors and failures. Returned are those failures that are anybody's: the picture of a model that was taken down meanwhile
 * is not.
 */
export async function writeBatch(
  { embeddings, failures }: Pick<Database, 'embeddings' | 'failures'>,
  recipe: Recipe,
  batch: EncodedBatch,
  runId: number | null,
): Promise<Failure[]> {
  await embeddings.writeEmbeddings(recipe.id, batch.rows, runId)
  await failures.clearFailures(
    batch.rows.map(({ thumbnailHash }) => thumbnailHash),
    'embed',
  )
  const recorded: Failure[] = []
  for (const failure of batch.failures) {
    if (await failures.recordThumbnailFailure(failure.hash, 'embed', failure.reason, runId))
      recorded.push(failure)
  }
  return recorded
}

/** The pixels of some thumbnails, one after the other, and why others have none. */
export type DecodedBatch = { hashes: string[]; pixels: Buffer; failures: Failure[] }

/** The pixels of thumbnails, a few at a time, the next ones decoding meanwhile. @throws StorageError */
export async function* decodeAhead(
  storage: ObjectStorage,
  thumbnails: Iterable<string>,
  form: SquareForm,
): AsyncGenerator<DecodedBatch> {
  const { inOrder, read } = originalsOf(storage, thumbnails)
  const batches = batchesOf(inOrder)
  const underWay: Promise<Decoded[]>[] = []
  const keepBusy = () => {
    while (underWay.length < BATCHES_AHEAD) {
      const next = batches.next()
      if (next.done) return
      const decoding = Promise.all(next.value.map((hash) => decode(read, hash, form)))
      // One that fails does so when it is its turn; nobody may have asked for it by then.
      decoding.catch(() => undefined)
      underWay.push(decoding)
    }
  }
  keepBusy()
  for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
    const batch = await next
    keepBusy()
    const good = batch.flatMap((item) => ('pixels' in item ? [item] : []))
    yield {
      hashes: good.map(({ hash }) => hash),
      pixels: Buffer.concat(good.map(({ pixels }) => pixels)),
      failures: batch.flatMap((item) => ('reason' in item ? [item] : [])),
    }
  }
}

function* batchesOf(thumbnails: Iterable<string>): Generator<string[], void> {
  let batch: string[] = []
  for (const thumbnail of thumbnails) {
    batch.push(thumbnail)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

type ReadOriginal = (hash: string) => Buffer | Promise<Buffer>

/** What reads the originals of thumbnails, which are to be asked for in that order. */
function originalsOf(
  storage: ObjectStorage,
  thumbnails: Iterable<string>,
): { inOrder: Iterable<string>; read: ReadOriginal } {
  const { now } = storage
  if (now) {
    const readNow = (hash: string) => {
      const original = readOriginalNow(now, hash)
      if (!now.has(pageImageKey(hash))) throw new Error(PAGE_IMAGE_GONE)
      return original
    }
    return { inOrder: thumbnails, read: readNow }
  }
  const read = async (hash: string) => {
    const [original, pageImage] = await Promise.all([
      readOriginal(storage, hash),
      storage.find(pageImageKey(hash)),
    ])
    if (!pageImage) throw new Error(PAGE_IMAGE_GONE)
    return original
  }
  // What is far away is read ahead, in the order in which it is asked for: it is gone through twice.
  const inOrder = [...thumbnails]
  return { inOrder, read: readAhead(inOrder, read, READ_AHEAD) }
}

type Decoded = { hash: string; pixels: Buffer } | Failure

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
