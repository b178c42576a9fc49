import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KINDS } from '@/lib/facts/kinds'
import { type BlendedModel, blendLists, DEFAULT_MIX, type Mix } from '@/lib/recommending/blend'

const share = fc.constantFrom(0, 0.1, 0.5, 0.75, 1)
const mixes: fc.Arbitrary<Mix> = fc.record({ visual: share, likes: share, tags: share, popularity: share })
const ids = fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { maxLength: 12 })
const models = fc.record({
  kinds: fc.subarray([...KINDS]),
  lists: fc.record({ visual: ids, likes: ids, tags: ids }),
  support: fc.nat(40),
  likes: fc.array(fc.nat(5), { minLength: 26, maxLength: 26 }),
})
type Drawn = typeof models extends fc.Arbitrary<infer Value> ? Value : never

function modelOf({ kinds, lists, support, likes }: Drawn): BlendedModel {
  return {
    lists: kinds.map((kind) => ({ kind, modelIds: lists[kind] })),
    support,
    likesOf: (id) => likes[id] ?? 0,
  }
}

/** The formula, model by model: what each kind gives, and popularity. */
function partsOf(id: number, { kinds, lists, support, likes }: Drawn, mix: Mix) {
  const worth = { visual: 1 / 2, likes: support / (support + 3), tags: 1 / 2 }
  const counted = kinds.filter((kind) => mix[kind] * worth[kind] > 0)
  const parts = counted.map((kind) => {
    const place = lists[kind].indexOf(id)
    return { kind, part: place < 0 ? 0 : (mix[kind] * worth[kind]) / (61 + place) }
  })
  const likesOf = (one: number) => likes[one] ?? 0
  const before = [...new Set(counted.flatMap((kind) => lists[kind]))].filter(
    (one) => likesOf(one) > likesOf(id) || (likesOf(one) === likesOf(id) && one < id),
  )
  const popularity = mix.popularity / 2 / (61 + before.length)
  return { parts: parts.filter(({ part }) => part > 0), popularity }
}

describe('a blend of a model’s lists', () => {
  it('is by the sum over kinds of s w / (60 + rank), popularity ranking what the kinds have', () => {
    fc.assert(
      fc.property(models, mixes, (drawn, mix) => {
        const score = (id: number) => {
          const { parts, popularity } = partsOf(id, drawn, mix)
          return parts.length === 0 ? 0 : parts.reduce((sum, { part }) => sum + part, popularity)
        }
        const blend = blendLists(modelOf(drawn), mix)
        const all = Array.from({ length: 25 }, (_, place) => place + 1).filter((id) => score(id) > 0)
        expect([...blend.modelIds].sort((one, other) => one - other)).toEqual(all)
        blend.modelIds.forEach((id, place) => {
          expect(blend.scores[place]).toBeCloseTo(score(id), 12)
          expect(blend.scores[place]).toBeLessThanOrEqual(blend.scores[place - 1] ?? 1)
        })
      }),
    )
  })

  it('says which kind gives how much of a score, the largest first; they are all of it without popularity', () => {
    fc.assert(
      fc.property(models, mixes, (drawn, mix) => {
        const blend = blendLists(modelOf(drawn), mix)
        blend.modelIds.forEach((id, place) => {
          const shares = blend.sharesOf(id)
          const { parts } = partsOf(id, drawn, mix)
          for (const { kind, share } of shares) {
            const part = parts.find((one) => one.kind === kind)?.part ?? Number.NaN
            expect(share * (blend.scores[place] ?? 0)).toBeCloseTo(part, 12)
          }
          expect(shares).toHaveLength(parts.length)
          expect(shares.map(({ share }) => share)).toEqual(
            shares.map(({ share }) => share).sort((one, other) => other - one),
          )
          const sum = shares.reduce((before, { share }) => before + share, 0)
          if (mix.popularity === 0) expect(sum).toBeCloseTo(1, 12)
          else expect(sum).toBeLessThan(1)
        })
        expect(blend.sharesOf(99)).toEqual([])
      }),
    )
  })

  it('changes nothing by what does not count: a kind at 0, likes of a model that nobody likes', () => {
    fc.assert(
      fc.property(models, mixes, (drawn, mix) => {
        const without = (kind: 'visual' | 'likes' | 'tags') =>
          blendLists(modelOf({ ...drawn, kinds: drawn.kinds.filter((one) => one !== kind) }), mix)
        for (const kind of KINDS) {
          const { modelIds, scores } = blendLists(modelOf(drawn), { ...mix, [kind]: 0 })
          expect({ modelIds, scores }).toEqual({
            modelIds: without(kind).modelIds,
            scores: without(kind).scores,
          })
        }
        const unliked = blendLists(modelOf({ ...drawn, support: 0 }), mix)
        expect(unliked.modelIds).toEqual(without('likes').modelIds)
      }),
    )
  })

  it('of one kind alone is that kind’s list', () => {
    fc.assert(
      fc.property(models, fc.constantFrom(...KINDS), (drawn, kind) => {
        const alone = { visual: 0, likes: 0, tags: 0, popularity: 0, [kind]: 0.5 }
        const there = drawn.kinds.includes(kind) && (kind !== 'likes' || drawn.support > 0)
        expect(blendLists(modelOf(drawn), alone).modelIds).toEqual(there ? drawn.lists[kind] : [])
      }),
    )
  })

  it('trusts likes the more, the more there are: what many like comes before what looks alike', () => {
    const lists = [
      { kind: 'visual', modelIds: [7] },
      { kind: 'likes', modelIds: [9] },
    ] as const
    const first = (support: number) =>
      blendLists({ lists, support, likesOf: () => 0 }, DEFAULT_MIX).modelIds[0]
    expect([1, 2].map(first)).toEqual([7, 9])
  })

  it.each([-1, Number.NaN, Infinity])('a mix of %d is refused', (visual) => {
    const model = { lists: [{ kind: 'visual', modelIds: [7] }], support: 0, likesOf: () => 0 } as const
    expect(() => blendLists(model, { ...DEFAULT_MIX, visual })).toThrow(
      `The weight of ranking 0 must be a number from 0 on, not ${visual / 2}.`,
    )
  })
})
