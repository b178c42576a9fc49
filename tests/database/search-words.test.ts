import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sqlite } from '@/lib/database/sqlite/dialect'
import { typedWay } from '@/lib/database/tables/query-reading'
import { anyWay, tierExpressions } from '@/lib/database/tables/search-reading'
import { filterToken, namedBy, searchText, searchWords } from '@/lib/database/tables/search-words'
import { anyText } from '../setup/any-text'
import { temporaryDatabase } from '../setup/temporary'

const tokens = (query: string) => searchWords(query).map((word) => word.tokens.join(' '))

it('writes words apart, and what has no spaces in characters', () => {
  expect(searchText('Old Tea-Pot 12')).toBe('old tea pot 12')
  expect(searchText('赤い椅子')).toBe('赤 い 椅 子')
  expect(searchText('เก้าอี้').split(' ').join('')).toBe('เก้าอี้')
  expect(searchText('의자 PC용')).toBe('의 자 pc 용')
  expect(searchText('🐉dragon 👨‍👩‍👧 🇩🇪')).toBe('🐉 dragon 👨 👩 👧 🇩🇪')
  expect(searchText('C++ #1 50%')).toBe('c ＋ ＋ ＃ 1 50 ％')
  expect(searchText('हिन्दी')).toBe('हिन्दी')
})

it('looks for words, and for what stands side by side as one', () => {
  expect(searchWords('Tea po')).toEqual([
    { tokens: ['tea'], mayGoOn: true, forms: ['teas'] },
    { tokens: ['po'], mayGoOn: true, forms: [] },
  ])
  expect(searchWords('椅子')).toEqual([{ tokens: ['椅', '子'], mayGoOn: false, forms: [] }])
  expect(searchWords('C++')).toEqual([{ tokens: ['c', '＋', '＋'], mayGoOn: false, forms: [] }])
  expect(searchWords('#1')).toEqual([{ tokens: ['＃', '1'], mayGoOn: true, forms: [] }])
  expect(tokens('🐉🔥')).toEqual(['🐉', '🔥'])
})

it('says each thing once, and nothing that another word says', () => {
  expect(tokens('b '.repeat(100))).toEqual(['b'])
  expect(tokens('t tea teap tea')).toEqual(['teap'])
  expect(tokens('c c++')).toEqual(['c ＋ ＋'])
  expect(tokens('子 椅子')).toEqual(['椅 子'])
})

it('looks for six things at most, whatever it is asked, and those are the longest', () => {
  expect(tokens('a b c d e f g hh ii jjj')).toEqual(['a', 'b', 'c', 'hh', 'ii', 'jjj'])
  const count = (query: string) => searchWords(query).flatMap((word) => word.tokens).length
  expect(count('的'.repeat(200))).toBe(6)
  expect(count('%'.repeat(200))).toBe(6)
  fc.assert(
    fc.property(anyText({ maxLength: 60 }), (query) => {
      expect(count(query)).toBeLessThanOrEqual(6)
    }),
  )
})

it('hands the full-text index nothing but what is quoted, and no syntax error', async () => {
  expect(anyWay(sqlite.search, [typedWay(searchWords('a"b'), '')])).toBe('("a"* AND "b"*)')
  expect(searchWords('?!')).toEqual([])
  const { connection } = await temporaryDatabase()
  const { dialect } = connection
  await fc.assert(
    fc.asyncProperty(anyText(), async (query) => {
      const words = searchWords(query)
      const reading = [typedWay(words, query), { words, least: 1, names: [] }]
      for (const expression of words.length > 0
        ? [anyWay(dialect.search, reading), ...tierExpressions(dialect.search, reading)]
        : []) {
        await connection.rows(dialect.foundModels, expression)
      }
    }),
  )
})

it('knows a filter by its name as it is written, and a very long one by a hash of it', () => {
  expect(filterToken('tag', 'Wood')).toBe('\uE000tag576f6f64')
  const [long, other] = ['x'.repeat(2_000), 'x'.repeat(2_001)]
  expect(filterToken('tag', long)).toMatch(/^\uE000tagsha256[0-9a-f]{64}$/)
  expect(filterToken('tag', long)).not.toBe(filterToken('tag', other))
  expect(namedBy(filterToken('tag', 'Wood 椅子'))).toEqual({ kind: 'tag', name: 'Wood 椅子' })
  expect(namedBy(filterToken('author', 'Zoë'))).toEqual({ kind: 'author', name: 'Zoë' })
  expect(namedBy(filterToken('tag', long))).toBeNull()
  expect(namedBy(filterToken('license', 'CC0'))).toBeNull()
  expect(namedBy('wood')).toBeNull()
})
