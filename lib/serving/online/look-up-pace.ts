import 'server-only'
import { ProblemError } from '@/lib/http/problem'

/** What strangers may have fetched from elsewhere, all of them together, by one web server. */
export const MAX_LOOK_UPS_A_MINUTE = 30
/** How many at once. */
export const MAX_LOOK_UPS_AT_ONCE = 4

export type LookUpPace = {
  /**
   * Does the work of one look-up.
   *
   * @throws ProblemError 429 when there were too many, or too many are under way
   */
  within<Result>(work: () => Promise<Result>): Promise<Result>
}

/**
 * Bounds how often something is fetched from elsewhere for strangers. Each web server counts by itself: what is bounded is what it
 * does and whom it asks, and no other need know.
 */
export function lookUpPace({
  perMinute = MAX_LOOK_UPS_A_MINUTE,
  atOnce = MAX_LOOK_UPS_AT_ONCE,
  now = () => performance.now(),
} = {}): LookUpPace {
  const everyMs = 60_000 / perMinute
  /** When the next one could begin if none had ever come early. */
  let due = Number.NEGATIVE_INFINITY
  let underWay = 0

  return {
    async within(work) {
      const early = due - now() - (perMinute - 1) * everyMs
      if (early > 0) throw tooMany(Math.ceil(early / 1000))
      if (underWay >= atOnce) throw tooMany(2)
      due = Math.max(due, now()) + everyMs
      underWay++
      try {
        return await work()
      } finally {
        underWay--
      }
    },
  }
}

function tooMany(seconds: number): ProblemError {
  return new ProblemError(
    429,
    `Many pictures are being fetched from elsewhere at the moment. Try again in ${seconds} s.`,
    { 'retry-after': String(seconds) },
  )
}

declare global {
  /** Here because Next evaluates modules more than once in a process. */
  var recASketchLookUpPace: LookUpPace | undefined
}

/** The pace of this process. */
export function sharedPace(): LookUpPace {
  return (globalThis.recASketchLookUpPace ??= lookUpPace())
}
