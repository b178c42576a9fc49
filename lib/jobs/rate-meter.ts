const WINDOW_MS = 10_000

export type RateMeter = {
  /** Takes note of how many are done by now. */
  add(done: number): void
  /** How many a second were done within the last ten seconds; null before anything can be said. */
  rate(): number | null
}

/**
 * Measures a rate that follows changes, over the last ten seconds.
 *
 * @param now milliseconds of a clock that only goes forward
 */
export function rateMeter(done = 0, now: () => number = () => performance.now()): RateMeter {
  const points = [{ at: now(), done }]
  return {
    add(done) {
      const at = now()
      points.push({ at, done })
      while (points.length > 2 && at - (points[1]?.at ?? at) > WINDOW_MS) points.shift()
    },
    rate() {
      const [first] = points
      const last = points.at(-1)
      const seconds = (now() - (first?.at ?? 0)) / 1000
      if (!first || !last || last.done === first.done || seconds <= 0) return null
      return (last.done - first.done) / seconds
    },
  }
}
