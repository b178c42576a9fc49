import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byRarity, reasonsFor } from '@/lib/recommending/reasons'

describe('reasons', () => {
  it('are said in words, in the order of the shares', () => {
    const shares = [
      { kind: 'likes', share: 0.61849 },
      { kind: 'tags', share: 0.25 },
      { kind: 'visual', share: 0.13151 },
    ] as const
    expect(reasonsFor(shares, { people: 14, tags: ['medieval', 'helmet', 'steel', 'pbr'] })).toEqual([
      { kind: 'likes', share: 0.618, people: 14, tags: [], text: 'liked by 14 of the same people' },
      {
        kind: 'tags',
        share: 0.25,
        people: null,
        tags: ['medieval', 'helmet', 'steel'],
        text: 'both: medieval, helmet, steel',
      },
      { kind: 'visual', share: 0.132, people: null, tags: [], text: 'looks alike' },
    ])
  })

  it('never count fewer than three people', () => {
    fc.assert(
      fc.property(fc.nat(6), (people) => {
        const [reason] = reasonsFor([{ kind: 'likes', share: 1 }], { people, tags: [] })
        expect(reason?.people).toBe(people < 3 ? null : people)
        if (people < 3) expect(reason?.text).toBe('liked by people of the same taste')
        else expect(reason?.text).toContain(` ${people} `)
      }),
    )
  })

  it('need no tag that is still there', () => {
    const [reason] = reasonsFor([{ kind: 'tags', share: 1 }], { people: 0, tags: [] })
    expect(reason).toMatchObject({ tags: [], text: 'about the same thing' })
  })
})

describe('tags by rarity', () => {
  const tag = fc.constantFrom('axe', 'bow', 'cup', 'drum', 'egg', 'fan')

  it('are each there once, the rarest first, then by name', () => {
    const counts = fc.dictionary(tag, fc.nat(3)).map((record) => new Map(Object.entries(record)))
    fc.assert(
      fc.property(fc.array(tag), counts, (tags, countOf) => {
        const sorted = byRarity(tags, countOf)
        expect([...sorted].sort()).toEqual([...new Set(tags)].sort())
        sorted.slice(1).forEach((name, place) => {
          const before = sorted[place] ?? ''
          const rises = (countOf.get(name) ?? 0) - (countOf.get(before) ?? 0)
          expect(rises > 0 || (rises === 0 && name > before)).toBe(true)
        })
      }),
    )
  })
})
