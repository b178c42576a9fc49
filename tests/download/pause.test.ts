import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pauseMs, retryAfterMs } from '@/lib/download/pause'

const now = Date.parse('2026-02-03T04:05:06Z')

it('reads Retry-After as seconds and as a date', () => {
  expect(retryAfterMs('0', now)).toBe(0)
  expect(retryAfterMs('120', now)).toBe(120_000)
  expect(retryAfterMs('Tue, 03 Feb 2026 04:05:16 GMT', now)).toBe(10_000)
})

it('takes a date that is over for no wait', () => {
  expect(retryAfterMs('Mon, 02 Feb 2026 04:05:16 GMT', now)).toBe(0)
})

it.each([null, '', 'soon', 'NaN'])('does without the Retry-After %j', (header) => {
  expect(retryAfterMs(header, now)).toBeUndefined()
})

it('doubles the pause with each fruitless attempt, less up to half of it at random', () => {
  fc.assert(
    fc.property(fc.nat(5), (fruitless) => {
      const pause = pauseMs(fruitless, 1000)
      expect(pause).toBeGreaterThanOrEqual(500 * 2 ** fruitless)
      expect(pause).toBeLessThanOrEqual(1000 * 2 ** fruitless)
    }),
  )
})

it('waits as long as it was asked, but never more than a minute', () => {
  expect(pauseMs(0, 1, 5000)).toBe(5000)
  expect(pauseMs(0, 1, 3_600_000)).toBe(60_000)
  expect(pauseMs(50, 1000)).toBe(60_000)
})
