import { describe, expect, it } from 'vitest'
import { heartPace, MAX_PACED_ADDRESSES } from '@/lib/serving/heart-pace'

const slow = { everyMs: 1_000, atOnce: 3 }
const roomy = { everyMs: 1, atOnce: 1_000_000 }

describe('the pace of hearts', () => {
  it('lets some of an address come at once, then one after another, and refused ones take no turn', () => {
    const pace = heartPace(slow, roomy)
    expect([0, 1, 2, 3, 4].map(() => pace.take('a', 1, 0))).toEqual([0, 0, 0, 0, 1_000])
    expect(pace.take('a', 1, 999)).toBe(1)
    expect(pace.take('a', 1, 1_000)).toBe(0)
    expect(pace.take('b', 1, 1_000)).toBe(0)
    // After a pause they come at once again.
    expect([0, 1, 2, 3, 4].map(() => pace.take('a', 1, 60_000))).toEqual([0, 0, 0, 0, 1_000])
  })

  it('counts what comes together by its number', () => {
    const pace = heartPace(slow, roomy)
    expect(pace.take('a', 50, 0)).toBe(0)
    expect(pace.take('a', 1, 0)).toBe(47_000)
  })

  it('bounds all addresses together', () => {
    const pace = heartPace(roomy, slow)
    expect(['a', 'b', 'c', 'd', 'e'].map((address) => pace.take(address, 1, 0))).toEqual([0, 0, 0, 0, 1_000])
    expect(pace.take('f', 1, 1_000)).toBe(0)
  })

  it('remembers so many addresses', () => {
    const pace = heartPace(slow, roomy)
    pace.take('a', 50, 0)
    for (let other = 0; other < MAX_PACED_ADDRESSES; other++) pace.take(`b${other}`, 1, 0)
    expect(pace.take('a', 1, 0)).toBe(0)
  })
})
