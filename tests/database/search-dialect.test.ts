import { expect, it } from 'vitest'
import { searchDialect, searchDocument } from '@/lib/database/postgresql/search-dialect'
import { sqlite } from '@/lib/database/sqlite/dialect'
import { anywhere, byCloseness, filterToken, searchWords } from '@/lib/database/tables/search-words'

it('says the same to both full-text indexes', () => {
  const words = searchWords('tea C++')
  expect(anywhere(sqlite.search, words)).toBe('("tea"* AND "c ＋ ＋")')
  expect(anywhere(searchDialect, words)).toBe("('tea':* & ('c' <-> '＋' <-> '＋'))")
  const tea = searchWords('tea')
  expect(byCloseness(sqlite.search, tea)).toEqual([
    '{name} : "tea"',
    '({name} : "tea"* NOT {name} : "tea")',
    '("tea" NOT {name} : "tea"*)',
    '("tea"* NOT ("tea" OR {name} : "tea"*))',
  ])
  expect(byCloseness(searchDialect, tea)).toEqual([
    "'tea':A",
    "('tea':*A & !'tea':A)",
    "('tea' & !'tea':*A)",
    "('tea':* & !('tea' | 'tea':*A))",
  ])
})

it('writes what a model is found by with a gap between name and tags, and filters without places', () => {
  const filters = filterToken('tag', 'a')
  expect(searchDocument({ name: 'tea pot', tags: 'tea old', filters })).toBe(
    `'tea':1A,4B 'pot':2A 'old':5B '${filters}'`,
  )
  expect(searchDocument({ name: '', tags: '', filters: '' })).toBe('')
})

it('writes nothing that PostgreSQL refuses', () => {
  expect(searchDialect.filter(String.raw`it's \ this`)).toBe(String.raw`'it''s \\ this'`)
  const long = 'ü'.repeat(2_000)
  expect(searchDialect.filter(long)).toBe(`'${'ü'.repeat(1_023)}'`)
  expect(searchDocument({ name: long, tags: '', filters: '' })).toBe(`'${'ü'.repeat(1_023)}':1A`)
  const places = searchDocument({ name: 'a '.repeat(20_000).trim(), tags: '', filters: '' }).split(',')
  expect(places).toHaveLength(255)
  const late = searchDocument({ name: `${'a '.repeat(20_000)}b`, tags: '', filters: '' })
  expect(late).toMatch(/'b':16383A$/)
})
