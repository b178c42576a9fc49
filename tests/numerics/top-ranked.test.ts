import fc from 'fast-check'
import { expect, it } from 'vitest'
import { topRanked } from '@/lib/numerics/top-ranked'

const scores = fc.array(fc.constantFrom(-2, -1, 0, 0.5, 1, 2, -Infinity, Number.NaN), { maxLength: 40 })

/** By sorting all of them. */
function sorted(list: readonly number[], wanted: number, places = [...list.keys()]): number[] {
  return places
    .filter((place) => (list[place] ?? Number.NaN) > -Infinity)
    .sort((one, other) => (list[other] ?? 0) - (list[one] ?? 0) || one - other)
    .slice(0, wanted)
}

it('finds the highest, best first, equal ones in order, without those that are no scores', () => {
  fc.assert(
    fc.property(scores, fc.nat(50), (list, wanted) => {
      expect(topRanked(list, wanted)).toEqual(sorted(list, wanted))
    }),
  )
})

it('finds the same among some places, in whatever order these are', () => {
  fc.assert(
    fc.property(
      scores.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list.keys()]))),
      fc.nat(10),
      ([list, places], wanted) => {
        expect(topRanked(list, wanted, places)).toEqual(sorted(list, wanted, places))
      },
    ),
  )
})
