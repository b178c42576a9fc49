import { LRUCache } from 'lru-cache'

/** How fast something may come: so many at once after a pause, then one every so often. */
type Pace = { everyMs: number; atOnce: number }

/** Hearts of one address: a hundred at once, and then one in three seconds. */
const ADDRESS_PACE: Pace = { everyMs: 3_000, atOnce: 100 }

/** Hearts of all addresses together: a thousand at once, and then ten a second. */
export const TOTAL_PACE: Pace = { everyMs: 100, atOnce: 1_000 }

/** Addresses that are remembered, in memory alone; of more the one that has been silent for longest starts anew. */
export const MAX_PACED_ADDRESSES = 10_000

export type HeartPace = {
  /**
   * Takes turns for some hearts of an address, or none where they would be too early.
   *
   * @returns milliseconds until they would not be, 0 when taken
   */
  take(address: string, hearts: number, now: number): number
}

/** Bounds how fast hearts come from each address, and from all. Refused ones take no turn. */
export function heartPace(ofAddress = ADDRESS_PACE, ofAll = TOTAL_PACE): HeartPace {
  const due = new LRUCache<string, number>({ max: MAX_PACED_ADDRESSES })
  let dueOfAll = Number.NEGATIVE_INFINITY
  const waitOf = (dueAt: number, { everyMs, atOnce }: Pace, now: number) =>
    Math.max(0, dueAt - now - everyMs * atOnce)
  const after = (dueAt: number, { everyMs }: Pace, hearts: number, now: number) =>
    Math.max(dueAt, now) + everyMs * hearts

  return {
    take(address, hearts, now) {
      const dueOfAddress = due.get(address) ?? now
      const wait = Math.max(waitOf(dueOfAddress, ofAddress, now), waitOf(dueOfAll, ofAll, now))
      if (wait > 0) return wait
      due.set(address, after(dueOfAddress, ofAddress, hearts, now))
      dueOfAll = after(dueOfAll, ofAll, hearts, now)
      return 0
    },
  }
}
