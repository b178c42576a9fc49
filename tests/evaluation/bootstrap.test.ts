import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrapMeans, LEAST_UNITS, percentile } from '@/lib/evaluation/bootstrap'
import { seededNormal, seededRandom } from '@/lib/numerics/seeded-random'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Values, each of one of some units that are numbered without gaps. */
const grouped = fc
  .array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }), {
    minLength: LEAST_UNITS,
    maxLength: 9,
  })
  .map((units) => ({
    values: units.flat(),
    units: units.flatMap((values, unit) => values.map(() => unit)),
  }))

describe('confidence intervals of means', () => {
  it('are the percentiles of the means of what was drawn, unit by unit, as a naive implementation has them', () => {
    fc.assert(
      fc.property(grouped, fc.nat(1000), ({ values, units }, seed) => {
        const random = seededRandom(seed)
        const count = Math.max(...units) + 1
        const means = Array.from({ length: 50 }, () => {
          const drawn = Array.from({ length: count }, () => Math.floor(random() * count))
          return mean(drawn.flatMap((unit) => values.filter((_, place) => units[place] === unit)))
        }).sort((a, b) => a - b)
        const [interval] = bootstrapMeans([values], { units, seed, resamples: 50 })
        expect(interval?.mean).toBeCloseTo(mean(values), 12)
        expect(interval?.low).toBeCloseTo(percentile(means, 0.025), 12)
        expect(interval?.high).toBeCloseTo(percentile(means, 0.975), 12)
      }),
    )
  })

  it('are the same for the same input, and for units of one value each those of the values', () => {
    fc.assert(
      fc.property(grouped, ({ values }) => {
        const units = values.map((_, place) => place)
        const once = bootstrapMeans([values], { resamples: 40 })
        expect(bootstrapMeans([values], { resamples: 40 })).toEqual(once)
        expect(bootstrapMeans([values], { units, resamples: 40 })).toEqual(once)
      }),
    )
  })

  it('of a difference that is the same for every query is that difference, however scattered both are', () => {
    const normal = seededNormal(3)
    const values = Array.from({ length: 200 }, () => normal())
    const [difference] = bootstrapMeans([values.map((value) => value + 0.25 - value)])
    expect(difference?.low).toBeCloseTo(0.25, 9)
    expect(difference?.high).toBeCloseTo(0.25, 9)
  })

  it('come near those of all samples that there are', () => {
    const values = [0, 0.1, 0.3, 0.7, 1]
    const all: number[] = []
    for (let code = 0; code < 5 ** 5; code++)
      all.push(mean(Array.from({ length: 5 }, (_, digit) => values[Math.floor(code / 5 ** digit) % 5] ?? 0)))
    all.sort((a, b) => a - b)
    const [interval] = bootstrapMeans([values], { resamples: 20_000 })
    expect(Math.abs((interval?.low ?? 1) - percentile(all, 0.025))).toBeLessThan(0.021)
    expect(Math.abs((interval?.high ?? 0) - percentile(all, 0.975))).toBeLessThan(0.021)
  })

  it('hold what is true 19 times in 20 where units fare alike, if they are drawn with all of their values; else not', () => {
    const normal = seededNormal(11)
    const held = { byUnit: 0, byValue: 0 }
    const trials = 200
    for (let trial = 0; trial < trials; trial++) {
      const effects = Array.from({ length: 40 }, () => 0.2 * normal())
      const units = effects.flatMap((_, unit) => Array.from({ length: 15 }, () => unit))
      const values = units.map((unit) => (effects[unit] ?? 0) + 0.26 * normal())
      const holds = (of?: number[]) => {
        const [interval] = bootstrapMeans([values], { units: of, resamples: 300, seed: trial })
        return (interval?.low ?? 1) <= 0 && (interval?.high ?? -1) >= 0
      }
      if (holds(units)) held.byUnit++
      if (holds()) held.byValue++
    }
    expect(held.byUnit / trials).toBeGreaterThan(0.88)
    expect(held.byValue / trials).toBeLessThan(0.7)
  })

  it('are not given for fewer than five units', () => {
    expect(bootstrapMeans([[0, 1, 1, 1]])).toEqual([{ mean: 0.75, low: null, high: null }])
    expect(bootstrapMeans([[0, 1, 1, 1, 0, 1]], { units: [0, 0, 1, 1, 2, 3] })[0]?.low).toBeNull()
    expect(() => bootstrapMeans([[]])).toThrow('no value')
  })
})
