import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Pool, poolAdjacentViolators } from '@/lib/evaluation/isotonic'

const observations = fc
  .array(
    fc.record({ value: fc.double({ min: 0, max: 1, noNaN: true }), weight: fc.integer({ min: 1, max: 9 }) }),
    {
      maxLength: 12,
    },
  )
  .map((list) => list.map((row, at): Pool => ({ at, ...row })))

const total = (pools: readonly Pool[], of: (pool: Pool) => number) =>
  pools.reduce((sum, pool) => sum + of(pool), 0)

/** What is fitted at each observation, by the weight that its pool has. */
function fittedOf(list: readonly Pool[], pools: readonly Pool[]): number[] {
  let [pool, used] = [0, 0]
  return list.map(({ weight }) => {
    if (used >= (pools[pool]?.weight ?? 0)) [pool, used] = [pool + 1, 0]
    used += weight
    return pools[pool]?.value ?? Number.NaN
  })
}

/** The same by the minimax formula: the least over all ends of the greatest over all beginnings of the mean between. */
function bruteForce(list: readonly Pool[]): number[] {
  const mean = (from: number, to: number) => {
    const some = list.slice(from, to + 1)
    return total(some, ({ value, weight }) => value * weight) / total(some, ({ weight }) => weight)
  }
  return list.map((_, place) =>
    Math.min(
      ...list
        .slice(place)
        .map((_, behind) =>
          Math.max(...list.slice(0, place + 1).map((_, from) => mean(from, place + behind))),
        ),
    ),
  )
}

describe('pool adjacent violators', () => {
  it('is the closest that does not descend, as brute force finds it', () => {
    fc.assert(
      fc.property(observations, (list) => {
        const fitted = fittedOf(list, poolAdjacentViolators(list))
        bruteForce(list).forEach((value, place) => expect(fitted[place]).toBeCloseTo(value, 9))
      }),
    )
  })

  it('ascends, and loses neither weight nor the mean', () => {
    fc.assert(
      fc.property(observations, (list) => {
        const pools = poolAdjacentViolators(list)
        pools.slice(1).forEach(({ value }, place) => expect(value).toBeGreaterThan(pools[place]?.value ?? 2))
        pools.slice(1).forEach(({ at }, place) => expect(at).toBeGreaterThan(pools[place]?.at ?? Infinity))
        expect(total(pools, ({ weight }) => weight)).toBe(total(list, ({ weight }) => weight))
        const sum = ({ value, weight }: Pool) => value * weight
        expect(total(pools, sum)).toBeCloseTo(total(list, sum), 9)
      }),
    )
  })
})
