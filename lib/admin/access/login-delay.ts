const FREE_ATTEMPTS = 5
const LONGEST_MS = 60_000
const FORGOTTEN_AFTER_MS = 15 * 60_000

/** How long to wait after so many wrong passwords in a row: nothing at first, then twice as long after each. */
export function delayAfter(failures: number): number {
  return failures < FREE_ATTEMPTS ? 0 : Math.min(LONGEST_MS, 1000 * 2 ** (failures - FREE_ATTEMPTS))
}

export type LoginGate = {
  /** How many milliseconds until the next attempt is allowed, 0 when it is now. */
  wait(): number
  /** Takes note of an attempt before its password is looked at, so that many at once count as many. */
  attempt(): void
  /** Takes note that it was right. */
  succeed(): void
}

/**
 * Slows down whoever guesses the password. It is one for all addresses: the address that a request names is for the
 * client to choose, and there is one password to guard. At a minute an attempt nobody guesses it, while the admin
 * waits a minute at the most.
 *
 * @param now milliseconds of a clock that only goes forward
 */
export function loginGate(now: () => number = () => performance.now()): LoginGate {
  let failures = 0
  let last = Number.NEGATIVE_INFINITY
  return {
    wait() {
      if (now() - last > FORGOTTEN_AFTER_MS) failures = 0
      return Math.max(0, last + delayAfter(failures) - now())
    },
    attempt() {
      failures++
      last = now()
    },
    succeed() {
      failures = 0
    },
  }
}
