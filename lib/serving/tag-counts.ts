import 'server-only'
import { LRUCache } from 'lru-cache'
import { database } from './database'

/** A few dozen bytes each. */
const KEPT_COUNTS = 50_000

const keptUnder = (revision: string) => ({
  revision,
  counts: new LRUCache<string, number>({ max: KEPT_COUNTS }),
})
let kept = keptUnder('')

/** How many models have each of some tags, as `database().search.countTagged` counts. Kept until the catalogue changes. */
export async function readTagCounts(tags: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const revision = await database().readRevision()
  if (kept.revision !== revision) kept = keptUnder(revision)
  const { counts } = kept
  const found = new Map<string, number>()
  const missing = tags.filter((tag) => {
    const count = counts.get(tag)
    if (count !== undefined) found.set(tag, count)
    return count === undefined
  })
  for (const [tag, count] of missing.length > 0 ? await database().search.countTagged(missing) : []) {
    counts.set(tag, count)
    found.set(tag, count)
  }
  return found
}
