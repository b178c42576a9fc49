import { pMapIterable } from 'p-map'
import type { CatalogueEntry } from '@/lib/catalogue/entry'
import { isGone } from '@/lib/catalogue/gone-files'
import { CannotRereadError } from '@/lib/catalogue/reread'
import type { Database, ModelRecord, UpsertCounts } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import { UnusableImageError } from '@/lib/thumbnails/decode'
import { storeNewThumbnail } from '@/lib/thumbnails/store'

export type ImportResult = UpsertCounts & { failures: { sourceKey: string; reason: string }[] }

const BATCH = 200
const CONCURRENCY = 4
/** Where each picture is waited for, while it is sent far away. */
const FAR_CONCURRENCY = 16

/**
 * Imports entries of a catalogue source: stores their thumbnails, then writes them, a batch a transaction,
 * so that an interrupted import keeps what it had. An image that was stored before is not decoded again;
 * one that cannot be used becomes a failure and stops nothing.
 *
 * @param onProgress called with the number of entries done so far
 */
export async function importCatalogue(
  database: Database,
  storage: ObjectStorage,
  source: string,
  entries: readonly CatalogueEntry[],
  onProgress: (done: number) => void = () => {},
): Promise<ImportResult> {
  const result: ImportResult = { added: 0, updated: 0, unchanged: 0, failures: [] }
  let batch: ModelRecord[] = []

  const writeBatch = async () => {
    const gone = source === 'folder' ? await findGone(database, source, batch) : undefined
    const counts = await database.catalogue.upsertModels(source, batch, gone)
    result.added += counts.added
    result.updated += counts.updated
    result.unchanged += counts.unchanged
    batch = []
  }

  let done = 0
  for await (const record of pMapIterable(entries, (entry) => toRecord(database, storage, entry), {
    concurrency: storage.now ? CONCURRENCY : FAR_CONCURRENCY,
  })) {
    if (record.failure !== null) result.failures.push({ sourceKey: record.sourceKey, reason: record.failure })
    batch.push(record)
    if (batch.length === BATCH) await writeBatch()
    onProgress(++done)
  }
  await writeBatch()
  return result
}

/** Files of models whose uids these records would like, and that were removed. */
async function findGone(
  database: Database,
  source: string,
  records: readonly ModelRecord[],
): Promise<Set<string>> {
  const uids = records.flatMap(({ uidCandidates }) => uidCandidates)
  const imported = new Set(records.map(({ sourceKey }) => sourceKey))
  const others = (await database.catalogue.listUidHolders(source, uids)).filter((key) => !imported.has(key))
  return new Set(others.filter(isGone))
}

async function toRecord(
  database: Database,
  storage: ObjectStorage,
  entry: CatalogueEntry,
): Promise<ModelRecord> {
  const { readImage, ...described } = entry
  try {
    const bytes = await readImage()
    return {
      ...described,
      thumbnail: await storeNewThumbnail(storage, bytes, database.thumbnails.findThumbnail),
      failure: null,
    }
  } catch (error) {
    const reason = failureReason(error)
    if (reason === null) throw error
    return { ...described, thumbnail: null, failure: reason }
  }
}

/** The reason for an error that is about this one image; null for one that would meet every image. */
export function failureReason(error: unknown): string | null {
  return error instanceof UnusableImageError || error instanceof CannotRereadError ? error.message : null
}
