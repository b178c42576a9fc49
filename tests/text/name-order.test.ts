import fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldText } from '@/lib/text/folded-text'
import { compareNames, nameKey, sameName } from '@/lib/text/name-order'
import { temporaryDatabase } from '../setup/temporary'

it.each([
  ['accents beside the letter without', ['eagle', 'Émile', 'Ende', 'Łódź', 'Lodz park', 'Öl', 'Olga', 'zoo']],
  ['numbers by value', ['item 1', 'item 2', 'item 10', 'item 10b', 'item 100', 'item 99999999999']],
  ['numbers inside words, with noughts, of other scripts', ['a7', 'a007b', 'a٨', 'a９', 'a10']],
  ['case does not count', ['apple', 'Banana', 'cherry', 'Date']],
  ['of two alike the plain one first', ['cafe', 'café', 'cafe au lait']],
  ['spaces before punctuation before signs before digits before letters', ['a b', 'a-b', 'a+b', 'a1', 'aa']],
  [
    'ligatures, wide letters and special ones',
    ['ae', 'æon', 'aſ', 'ﬁg', 'Ｆｕｌｌ', 'ßa', 'stop', 'Þór', 'tz'],
  ],
  ['dotted and dotless i', ['hut', 'ıgloo', 'İstanbul', 'item', 'jar']],
  ['scripts one after the other, kana as one', ['zebra', 'Ωmega', 'дом', 'Жук', 'あい', 'アウ', '赤い']],
])('sorts %s', (_, expected) => {
  expect(expected.toReversed().sort(compareNames)).toEqual(expected)
})

it('agrees with the order that readers of English get from their system, numbers included', () => {
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
  const name = fc.string({ unit: fc.constantFrom(...'abzABZéÉöÖłŁøñç 0129'), minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(name, name, (one, other) => {
      const expected = Math.sign(collator.compare(one.trim(), other.trim()))
      // Where letters and numbers are the same, what is left is ours to decide.
      if (expected !== 0) expect(Math.sign(compareNames(one, other))).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})

it('is the order of the database, byte by byte', async () => {
  const { connection } = await temporaryDatabase()
  const names = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 12 })
  await connection.run('CREATE TABLE Named AS SELECT nameKey FROM Model')
  await fc.assert(
    fc.asyncProperty(names, async (list) => {
      const keys = list.toSorted(compareNames).map(nameKey)
      await connection.run('DELETE FROM Named')
      for (const name of list) await connection.run('INSERT INTO Named (nameKey) VALUES (?)', nameKey(name))
      expect(await connection.values('SELECT nameKey FROM Named ORDER BY nameKey')).toEqual(keys)
    }),
  )
})

it('is one order, however a name was composed', () => {
  expect(nameKey('Mo\u0308bel')).toBe(nameKey('Möbel'))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(nameKey(name.normalize('NFD'))).toBe(nameKey(name.normalize('NFC')))
      expect(foldText(foldText(name))).toBe(foldText(name))
      expect(sameName(name).has(nameKey(name))).toBe(true)
    }),
  )
})

it('keeps keys short, and cuts no character in two', () => {
  const key = nameKey('🐉'.repeat(100_000))
  expect(key.length).toBeLessThan(1_000)
  expect(Buffer.from(key).toString()).toBe(key)
})

it.each([
  ['STRASSE', 'Straße'],
  ['i', 'İ'],
  ['i', 'ı'],
  ['fi', 'ﬁ'],
  ['full', 'Ｆｕｌｌ'],
  ['οδος', 'ΟΔΟΣ'],
  ['елка', 'ёлка'],
  ['がす', 'ｶﾞｽ'],
  ['👍', '👍🏽'],
  ['❤', '❤️'],
  ['aether', 'Æther'],
])('takes %s and %s for the same', (one, other) => {
  expect(foldText(one)).toBe(foldText(other))
})

it.each([
  ['й', 'и'],
  ['か', 'が'],
  ['กา', 'กำ'],
  ['कि', 'की'],
])('but not %s and %s, which are different letters', (one, other) => {
  expect(foldText(one)).not.toBe(foldText(other))
})

it('tells which keys are of the same name', () => {
  const { first, end, has } = sameName('Café')
  expect(['cafe', 'CAFÉ', 'Café '].every((name) => has(nameKey(name)))).toBe(true)
  expect(['caf', 'cafe au lait', 'cafes'].some((name) => has(nameKey(name)))).toBe(false)
  expect([nameKey('cafe'), nameKey('CAFÉ')].every((key) => key >= first && key < end)).toBe(true)
  expect(nameKey('cafe au lait') < end).toBe(false)
})
