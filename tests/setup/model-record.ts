import type { ModelRecord, ThumbnailRow } from '@/lib/database/database'

/** A thumbnail that only the database knows of. */
export const madeUpThumbnail: ThumbnailRow = {
  hash: 'a'.repeat(64),
  width: 10,
  height: 10,
  tint: null,
  focus: 50,
}

/** A model of which nothing is known but its key, which is its uid and its name as well, unless it is told otherwise. */
export function modelRecord(sourceKey: string, changes: Partial<ModelRecord> = {}): ModelRecord {
  return {
    sourceKey,
    uidCandidates: [sourceKey],
    name: sourceKey,
    url: null,
    author: null,
    license: null,
    tags: [],
    categories: [],
    labels: {},
    thumbnail: null,
    failure: null,
    ...changes,
  }
}
