import { expect, it } from 'vitest'
import { searchDialect, searchDocument } from '@/lib/database/postgresql/search-dialect'
import { sqlite } from '@/lib/database/sqlite/dialect'
import { typedWay } from '@/lib/database/tables/query-reading'
import { anyWay, tierExpressions } from '@/lib/database/tables/search-reading'
import { filterToken, searchWords } from '@/lib/database/tables/search-words'

it('says the same to both full-text indexes', () => {
  const reading = (query: string) => [typedWay(searchWords(query), query)]
  expect(anyWay(sqlite.search, reading('tea C++'))).toBe('("tea"* AND "c ＋ ＋")')
  expect(anyWay(searchDialect, reading('tea C++'))).toBe("('tea':* & ('c' <-> '＋' <-> '＋'))")
  expect(tierExpressions(sqlite.search, reading('te'))).toEqual([
    '{name} : "te"',
    '{name} : "te"',
    '({name} : "te"* NOT {name} : "te")',
    '("te" NOT {name} : "te"*)',
    '("te"* NOT ("te" OR {name} : "te"*))',
  ])
  expect(tierExpressions(searchDialect, reading('te'))).toEqual([
    "'te':A",
    "'te':A",
    "('te':*A & !'te':A)",
    "('te' & !'te':*A)",
    "('te':* & !('te' | 'te':*A))",
  ])
})

it('takes the plural of a word for the word, and finds what some of the words find last', () => {
  const words = searchWords('cats red')
  const reading = [typedWay(words, 'cats red'), { words, least: 1, names: [] }]
  const all = '(("cats"* OR "cat") AND "red"*)'
  const someInName = '(({name} : "cats"* OR {name} : "cat") OR {name} : "red"*)'
  expect(tierExpressions(sqlite.search, reading).slice(-2)).toEqual([
    `(${someInName} NOT ${all})`,
    `((("cats"* OR "cat") OR "red"*) NOT (${all} OR ${someInName}))`,
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
