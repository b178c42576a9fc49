import { parseUtcDate } from '@/lib/text/utc-date'

const longestPauseMs = 60_000

/**
 * What a `Retry-After` header asks for, in milliseconds from `now`, never below 0; undefined without a readable one.
 * It is a number of seconds or a date (RFC 9110, section 10.2.3).
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const date = parseUtcDate(header)
  return date === null ? undefined : Math.max(0, date.getTime() - now)
}

/**
 * How long to wait before the next attempt, in milliseconds, at most a minute: twice as long after each fruitless
 * one, between half and all of that at random so that many clients do not return together, and not shorter than
 * the server asked for.
 */
export function pauseMs(fruitless: number, backoffMs: number, askedMs = 0): number {
  const pause = backoffMs * 2 ** fruitless * (0.5 + Math.random() / 2)
  return Math.min(longestPauseMs, Math.max(pause, askedMs))
}
