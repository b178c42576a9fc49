import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marksIn, marksQuery, queryWith, toggled, withoutMark } from '@/components/marks/marks-in-address'
import { MAX_MARKS } from '@/lib/facts/marks'

const uid = fc.stringMatching(/^[a-z0-9&=?% -]{1,12}$/).filter((text) => text.trim() === text)
const marks = fc
  .uniqueArray(uid, { maxLength: 8 })
  .chain((uids) => fc.nat(uids.length).map((at) => ({ plus: uids.slice(0, at), minus: uids.slice(at) })))

describe('marks in an address', () => {
  it('are read as they were written, beside whatever stands there', () => {
    fc.assert(
      fc.property(marks, fc.webQueryParameters(), (some, query) => {
        expect(marksIn(marksQuery(some))).toEqual(some)
        const beside = queryWith(query, some)
        fc.pre(!/(^|&)(plus|minus)=/.test(query))
        expect(marksIn(beside)).toEqual(some)
        expect(queryWith(beside, { plus: [], minus: [] })).toBe(new URLSearchParams(query).toString())
      }),
    )
  })

  it('each count once, of both signs the plus, and no more than may be', () => {
    expect(marksIn('plus=a,b,,a&minus=b, c')).toEqual({ plus: ['a', 'b'], minus: ['c'] })
    const many = Array.from({ length: MAX_MARKS + 5 }, (_, place) => `m${place}`)
    expect(marksIn(`plus=${many.join()}`).plus).toEqual(many.slice(0, MAX_MARKS))
    const full = marksIn(`plus=${many.join()}`)
    expect(toggled(full, 'one more', 'plus')).toEqual(full)
  })

  it('are set, changed to the other sign, and taken away', () => {
    const plus = toggled({ plus: [], minus: [] }, 'a', 'plus')
    expect(plus).toEqual({ plus: ['a'], minus: [] })
    expect(toggled(plus, 'a', 'minus')).toEqual({ plus: [], minus: ['a'] })
    expect(toggled(plus, 'a', 'plus')).toEqual({ plus: [], minus: [] })
    expect(withoutMark(toggled(plus, 'b', 'minus'), 'b')).toEqual(plus)
    expect(marksQuery({ plus: [], minus: [] })).toBe('')
  })
})
