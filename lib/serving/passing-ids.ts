import 'server-only'
import { LRUCache } from 'lru-cache'
import type { ModelConditions } from '@/lib/database/database'
import { database } from './database'

const KEPT_BYTES = 16 * 1024 ** 2

const keptUnder = (revision: string) => ({
  revision,
  ids: new LRUCache<string, Int32Array>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ byteLength }, key) => byteLength + 2 * key.length + 1,
  }),
})
let kept = keptUnder('')

/** The ids of all listed models that meet some conditions. Kept until the catalogue changes: a filter goes with a reader from page to page. */
export async function passingIds(conditions: ModelConditions): Promise<Int32Array> {
  const revision = await database().readRevision()
  if (kept.revision !== revision) kept = keptUnder(revision)
  const { ids } = kept
  const key = JSON.stringify(conditions)
  const known = ids.get(key)
  if (known) return known
  const found = await database().search.listPassingIds(conditions)
  ids.set(key, found)
  return found
}
