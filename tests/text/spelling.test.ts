import fc from 'fast-check'
import { expect, it } from 'vitest'
import { distanceToBeginning, editDistance } from '@/lib/text/edit-distance'
import { pluralForms } from '@/lib/text/plural-forms'
import { spellingCost } from '@/lib/text/spelling-cost'

/** The same distance as its definition has it. */
function distanceByDefinition(one: string, other: string): number {
  if (one === '' || other === '') return one.length + other.length
  const ways = [
    distanceByDefinition(one.slice(1), other) + 1,
    distanceByDefinition(one, other.slice(1)) + 1,
    distanceByDefinition(one.slice(1), other.slice(1)) + Number(one[0] !== other[0]),
  ]
  if (one.length > 1 && one[0] === other[1] && one[1] === other[0])
    ways.push(distanceByDefinition(one.slice(2), other.slice(2)) + 1)
  return Math.min(...ways)
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })

it('counts letters that were added, left out, changed or swapped, as far as they matter', () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (one, other, most) => {
      const expected = Math.min(distanceByDefinition(one, other), most + 1)
      expect(editDistance(one, other, most)).toBe(expected)
      expect(editDistance(other, one, most)).toBe(expected)
    }),
  )
  expect(editDistance('gitar', 'guitar', 2)).toBe(1)
  expect(editDistance('椅𠮷子', '椅子', 2)).toBe(1)
})

it('compares with the closest beginning of a word', () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (one, other, most) => {
      const beginnings = Array.from({ length: other.length + 1 }, (_, end) => other.slice(0, end))
      const closest = Math.min(...beginnings.map((beginning) => distanceByDefinition(one, beginning)))
      expect(distanceToBeginning(one, other, most)).toBe(Math.min(closest, most + 1))
    }),
  )
  expect(distanceToBeginning('hipopot', 'hippopotamus', 2)).toBe(1)
})

it.each([
  ['hart', 'heart', 'hat'],
  ['piza', 'pizza', 'pita'],
  ['elefant', 'elephant', 'elegant'],
  ['violen', 'violin', 'violet'],
  ['krown', 'crown', 'frown'],
  ['sord', 'sword', 'lord'],
  ['bred', 'bread', 'red'],
  ['alein', 'alien', 'plein'],
])('takes %s for %s rather than %s', (typed, likely, unlikely) => {
  expect(spellingCost(typed, likely, false)).toBeLessThan(spellingCost(typed, unlikely, false))
})

it('costs nothing where nothing is wrong', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 12 }), fc.string({ maxLength: 5 }), (one, more) => {
      expect(spellingCost(one, one, false)).toBe(0)
      // Behind a c a k would sound with it.
      if (/[ck]$|^[hk]/.test(one) || /^[hk]/.test(more)) return
      expect(spellingCost(one, one + more, true)).toBe(0)
    }),
  )
})

it.each([
  ['cat', 'cats'],
  ['box', 'boxes'],
  ['church', 'churches'],
  ['berry', 'berries'],
  ['day', 'days'],
  ['cookie', 'cookies'],
  ['house', 'houses'],
  ['glass', 'glasses'],
  ['bus', 'buses'],
  ['potato', 'potatoes'],
  ['photo', 'photos'],
  ['mouse', 'mice'],
  ['leaf', 'leaves'],
  ['woman', 'women'],
])('knows that %s and %s are one word', (one, many) => {
  expect(pluralForms(one)).toContain(many)
  expect(pluralForms(many)).toContain(one)
})

it.each(['news', 'of', 'as', 'café', '椅子', 'c4d', ''])('makes no other word of %s', (text) => {
  expect(pluralForms(text)).toEqual([])
})

it('takes no s from words that end like singulars', () => {
  for (const text of ['cactus', 'glass', 'paris']) expect(pluralForms(text)).not.toContain(text.slice(0, -1))
  expect(pluralForms('new')).toEqual([])
})
