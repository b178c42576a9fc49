import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from '@/lib/serving/cursor'

const id = fc.integer({ min: 1, max: 2 ** 31 })
const position = fc.oneof(
  fc.record({ order: fc.constant('likes' as const), likeCount: fc.nat(), id }),
  fc.record({ order: fc.constant('name' as const), nameKey: fc.string({ unit: 'grapheme' }), id }),
  fc.record({ order: fc.constant('recent' as const), publishedAt: fc.string(), id }),
  fc.record({
    order: fc.constant('relevance' as const),
    part: fc.nat(),
    likeCount: fc.nat(),
    nameKey: fc.string({ unit: 'grapheme' }),
    id,
  }),
  fc.record({
    order: fc.constant('fit' as const),
    runId: id,
    rank: fc.nat(),
    rest: fc.option(fc.record({ likeCount: fc.nat(), id })),
  }),
)

it('reads back every place that it wrote, from letters that an address can hold', () => {
  fc.assert(
    fc.property(position, (place) => {
      const cursor = encodeCursor(place)
      expect(cursor).toMatch(/^[\w-]+$/)
      expect(decodeCursor(cursor)).toEqual(place)
    }),
  )
})

it('is null for whatever else, and never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void expect(decodeCursor(text)).toBeNull()))
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(decodeCursor(Buffer.from(json).toString('base64url'))).toBeNull()
    }),
  )
})

it('is null for a cursor cut short, or with a key that its order cannot have', () => {
  const whole = encodeCursor({ order: 'name', nameKey: 'teapot', id: 7 })
  for (let length = 0; length < whole.length - 1; length++)
    expect(decodeCursor(whole.slice(0, length))).toBeNull()
  for (const wrong of [
    ['likes', 'many', 1],
    ['nameKey', 3, 1],
    // As written before names had keys, and before matches had parts.
    ['name', 'Teapot', 1],
    ['relevance', -1.5, 1],
    ['likes', 1, 0],
    ['likes', 1, 1.5],
    ['shape', 1, 1],
    ['likes', 1],
    ['fit', 1],
    ['fit', 1, -1],
    ['fit', 1, 2, 3],
  ]) {
    expect(decodeCursor(Buffer.from(JSON.stringify(wrong)).toString('base64url'))).toBeNull()
  }
})
