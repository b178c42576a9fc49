import 'server-only'
import { LRUCache } from 'lru-cache'
import { database } from './database'

/** A few dozen bytes each. */
const MOST_KEPT = 50_000

/** How many models have each of some tags, up to a bound; one that none has may be missing. */
export const readTagCounts = keptCounts<string>((tags) => database().search.countTagged(tags))

/** How many likes each of some models has, by id; one that is gone may be missing. */
export const readLikeCounts = keptCounts<number>((ids) => database().search.readLikeCounts(ids))

/** Wraps a read of counts so that each is read once a catalogue revision, as far as there is room. */
function keptCounts<Key extends string | number>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, number>>,
): (keys: Iterable<Key>) => Promise<ReadonlyMap<Key, number>> {
  const keptUnder = (revision: string) => ({
    revision,
    counts: new LRUCache<Key, number>({ max: MOST_KEPT }),
  })
  let kept = keptUnder('')
  return async (keys) => {
    const revision = await database().readRevision()
    if (kept.revision !== revision) kept = keptUnder(revision)
    const { counts } = kept
    const found = new Map<Key, number>()
    const missing: Key[] = []
    for (const key of keys) {
      const count = counts.get(key)
      if (count === undefined) missing.push(key)
      else found.set(key, count)
    }
    for (const [key, count] of missing.length > 0 ? await read(missing) : []) {
      counts.set(key, count)
      found.set(key, count)
    }
    return found
  }
}
