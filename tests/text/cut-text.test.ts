import fc from 'fast-check'
import { expect, it } from 'vitest'
import { capitalise } from '@/lib/text/capitalise'
import { cutText } from '@/lib/text/cut-text'

it('shortens between two characters, and leaves what is short enough', () => {
  expect(cutText('dragon', 6)).toBe('dragon')
  expect(cutText('dragons', 6)).toBe('dragon')
  expect(cutText('ab🐉', 3)).toBe('ab')
  expect(cutText('a👩‍👩‍👧', 5)).toBe('a')
  expect(cutText('cafe\u0301', 4)).toBe('caf')
  expect(cutText(`a${'\u0301'.repeat(50)}`, 10)).toBe(`a${'\u0301'.repeat(9)}`)
})

it('never leaves half a surrogate pair, nor more than was asked for', () => {
  const unit = fc.constantFrom('a', ' ', '🐉', '👩‍👩‍👧', 'e\u0301', '\u0301', '🇫', '\r\n', '가')
  fc.assert(
    fc.property(fc.string({ unit }), fc.nat({ max: 20 }), (text, most) => {
      const cut = cutText(text, most)
      expect(cut.length).toBeLessThanOrEqual(most)
      expect(text.startsWith(cut)).toBe(true)
      expect(cut).not.toMatch(/\p{Surrogate}/u)
    }),
  )
})

it('capitalises letters of every plane', () => {
  expect(['dragon', 'élan', '𐐨x', '🐉 x', ''].map(capitalise)).toEqual(['Dragon', 'Élan', '𐐀x', '🐉 x', ''])
})
