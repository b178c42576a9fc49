import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Like, thresholdLikes } from '@/lib/recommending/threshold-likes'

const likes = fc.array(fc.record({ user: fc.nat(7), model: fc.nat(7) }), { maxLength: 60 })
const least = fc.nat(5)

const pairsOf = (list: readonly Like<number, number>[]) => [
  ...new Set(list.map(({ user, model }) => `${user} ${model}`)),
]

const count = (pairs: readonly string[], side: 0 | 1, id: string) =>
  pairs.filter((pair) => pair.split(' ')[side] === id).length

/** Tries every set of users with every set of models, and returns the likes of the largest that is good enough. */
function bruteForce(pairs: readonly string[], minUserLikes: number, minModelLikes: number): string[] {
  const ids = (side: 0 | 1) => [...new Set(pairs.map((pair) => pair.split(' ')[side] ?? ''))]
  const subsets = (all: string[]) =>
    Array.from({ length: 2 ** all.length }, (_, mask) => new Set(all.filter((_id, bit) => (mask >> bit) & 1)))
  let largest: string[] = []
  for (const users of subsets(ids(0))) {
    for (const models of subsets(ids(1))) {
      const within = pairs.filter((pair) => {
        const [user = '', model = ''] = pair.split(' ')
        return users.has(user) && models.has(model)
      })
      const isGood =
        [...users].every((user) => count(within, 0, user) >= minUserLikes) &&
        [...models].every((model) => count(within, 1, model) >= minModelLikes)
      if (isGood && within.length > largest.length) largest = within
    }
  }
  return largest
}

it('keeps the largest set of users and models that have enough of each other', () => {
  const few = fc.array(fc.record({ user: fc.nat(3), model: fc.nat(3) }), { maxLength: 16 })
  fc.assert(
    fc.property(few, fc.nat(4), fc.nat(4), (list, minUserLikes, minModelLikes) => {
      const kept = pairsOf(thresholdLikes(list, minUserLikes, minModelLikes).likes)
      expect(kept.sort()).toEqual(bruteForce(pairsOf(list), minUserLikes, minModelLikes).sort())
    }),
  )
})

it('comes to the same whichever user or model is left out first', () => {
  fc.assert(
    fc.property(
      likes,
      least,
      least,
      fc.infiniteStream(fc.nat()),
      (list, minUserLikes, minModelLikes, choices) => {
        let left = pairsOf(list)
        for (;;) {
          const short = left.flatMap((pair) => {
            const [user = '', model = ''] = pair.split(' ')
            return [
              ...(count(left, 0, user) < minUserLikes ? [`${user} `] : []),
              ...(count(left, 1, model) < minModelLikes ? [` ${model}`] : []),
            ]
          })
          const next = short[(choices.next().value ?? 0) % short.length]
          if (next === undefined) break
          left = left.filter((pair) => !(pair.startsWith(next) || pair.endsWith(next)))
        }
        expect(pairsOf(thresholdLikes(list, minUserLikes, minModelLikes).likes).sort()).toEqual(left.sort())
      },
    ),
  )
})

it('counts users, models, likes and sparsity before and after, a repeated like once', () => {
  const list = [
    ...['a', 'b'].flatMap((user) => ['x', 'y'].map((model) => ({ user, model }))),
    { user: 'a', model: 'x' },
    { user: 'c', model: 'z' },
  ]
  const { models, before, after } = thresholdLikes(list, 2, 2)
  expect(before).toEqual({ users: 3, models: 3, likes: 5, sparsity: 5 / 9 })
  expect(after).toEqual({ users: 2, models: 2, likes: 4, sparsity: 1 })
  expect([...models]).toEqual(['x', 'y'])
})

it('leaves nobody out below a threshold of 2, and everybody when nobody has enough', () => {
  fc.assert(
    fc.property(likes, (list) => {
      expect(thresholdLikes(list, 1, 0).likes).toHaveLength(pairsOf(list).length)
      expect(thresholdLikes(list, 100, 1).after).toEqual({ users: 0, models: 0, likes: 0, sparsity: 0 })
    }),
  )
})
