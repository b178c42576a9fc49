import fc from 'fast-check'
import { expect, it } from 'vitest'
import { upsertModels } from '@/lib/database/catalogue'
import { countMatchesByCategory } from '@/lib/database/catalogue-overview'
import { listModelIds, type ModelOrder } from '@/lib/database/model-listing'
import { countMatchesUpTo, matchModels, type ModelFilter } from '@/lib/database/model-matches'
import { temporaryDatabase } from '../setup/temporary'
import { catalogueOf, count, list, page, rename, tools, walk, thumbnail } from './listing-fixtures'

it('narrows by category, tag and licence, all at once with a search', () => {
  const catalogue = tools()
  expect(list(catalogue, { category: 'Kitchen' }, 'name')).toEqual([5, 4, 3])
  expect(list(catalogue, { tag: 'wood' }, 'likes')).toEqual([2, 1])
  expect(list(catalogue, { license: 'CC0' }, 'likes')).toEqual([3, 1])
  expect(list(catalogue, { query: 'kitchen', category: 'Tools' })).toEqual([5])
  expect(list(catalogue, { query: 'kitchen', category: 'Tools', tag: 'drink' })).toEqual([])
  expect(list(catalogue, { category: 'No such' }, 'likes')).toEqual([])
})

it('orders names as readers do, in the database and from page to page', () => {
  const names = [
    'zoo',
    'item 10',
    'Öl',
    'item 2',
    'Émile',
    'Łódź',
    'egg',
    'apple',
    'Item 1',
    'olive',
    'lodge',
  ]
  const catalogue = catalogueOf(names.map((name) => ({ name })))
  const expected = [
    'apple',
    'egg',
    'Émile',
    'Item 1',
    'item 2',
    'item 10',
    'lodge',
    'Łódź',
    'Öl',
    'olive',
    'zoo',
  ]
  for (const limit of [1, 2, 1000]) {
    const ids = walk(catalogue, {}, 'name', limit)
    expect(ids.map((id) => names[id - 1])).toEqual(expected)
  }
})

it('tells filters apart as they are written, and knows them after they change', () => {
  const catalogue = catalogueOf([
    { name: 'a', tags: ['old wood'], categories: ['Möbel'], license: 'CC BY' },
    { name: 'b', tags: ['wood', 'Old'], categories: ['möbel'], license: 'cc by' },
  ])
  expect(list(catalogue, { tag: 'wood' }, 'name')).toEqual([2])
  expect(list(catalogue, { tag: 'old' }, 'name')).toEqual([])
  expect(list(catalogue, { category: 'Möbel' }, 'name')).toEqual([1])
  expect(list(catalogue, { license: 'CC BY' }, 'name')).toEqual([1])
  expect(list(catalogue, { query: 'category' })).toEqual([])
  rename(catalogue, '0', { name: 'Zebra', license: 'CC0' })
  expect(list(catalogue, { license: 'CC BY' }, 'name')).toEqual([])
  expect(list(catalogue, { license: 'CC0' }, 'name')).toEqual([1])
  expect(list(catalogue, { query: 'zeb' })).toEqual([1])
  expect(list(catalogue, {}, 'name')).toEqual([2, 1])
})

it('orders by likes, by name, or newest first with undated ones last', () => {
  const catalogue = catalogueOf([
    { name: 'b', likes: 2 },
    { name: 'a', likes: 7, published: '2020-01-01T00:00:00.000Z' },
    { name: 'c', likes: 7, published: '2024-01-01T00:00:00.000Z' },
  ])
  expect(list(catalogue, {}, 'likes')).toEqual([2, 3, 1])
  expect(list(catalogue, {}, 'name')).toEqual([2, 1, 3])
  expect(list(catalogue, {}, 'recent')).toEqual([3, 2, 1])
  expect(list(catalogue, {}, 'relevance')).toEqual([2, 3, 1])
})

it('leaves out models without a thumbnail', () => {
  const { connection } = temporaryDatabase()
  const bare = { url: null, author: null, license: null, tags: [], categories: [], labels: {}, failure: null }
  upsertModels(connection, 'folder', [
    { ...bare, sourceKey: 'seen', uidCandidates: ['seen'], name: 'pot one', thumbnail },
    { ...bare, sourceKey: 'unseen', uidCandidates: ['unseen'], name: 'pot two', thumbnail: null },
  ])
  expect(list(connection, {}, 'likes')).toEqual([1])
  expect(list(connection, { query: 'pot' })).toEqual([1])
  expect(count(connection, { query: 'pot' }, 10)).toBe(1)
})

it.each([
  ['tea*', [4, 3, 5]],
  ['-tea', [4, 3, 5]],
  ['"tea"', [4, 3, 5]],
  ['tea NOT kitchen', []],
  ['tea OR saw', []],
  ['NEAR(tea', []],
  ['name:tea', []],
  ['"', []],
  ['?!', []],
])('reads %s as the words in it', (query, expected) => {
  expect(list(tools(), { query })).toEqual(expected)
})

it('pages through every order without repeating or skipping a model, ties and missing dates included', () => {
  const catalogue = catalogueOf(
    Array.from({ length: 40 }, (_, place) => ({
      name: `pot ${'abc'[place % 3]}`,
      tags: place % 4 === 0 ? ['clay', 'pot'] : ['tin'],
      likes: place % 5,
      ...(place % 3 !== 0 && { published: `20${10 + (place % 4)}-01-01T00:00:00.000Z` }),
    })),
  )
  fc.assert(
    fc.property(
      fc.constantFrom('likes' as const, 'name' as const, 'recent' as const, 'relevance' as const),
      fc.constantFrom<ModelFilter>({}, { query: 'pot' }, { query: 'p t' }, { tag: 'tin' }),
      fc.integer({ min: 1, max: 45 }),
      (order, filter, limit) => {
        expect(walk(catalogue, filter, order, limit)).toEqual(list(catalogue, filter, order))
      },
    ),
  )
})

it('goes on where it was when models come and go between two pages', () => {
  const catalogue = tools()
  const first = page(catalogue, {}, 'likes', null, 3)
  expect(first.ids).toEqual([2, 3, 1])
  catalogue.prepare('DELETE FROM Model WHERE id = 1').run()
  expect(page(catalogue, {}, 'likes', first.next, 3)).toEqual({ ids: [4, 5, 6], next: null })
})

it('keeps to the order of a search with too many matches to sort, on every page', () => {
  const catalogue = catalogueOf([
    ...Array.from({ length: 2_002 }, (_, place) => ({ name: `pot ${place}`, likes: place % 1000 })),
    ...Array.from({ length: 3 }, () => ({ name: 'P' })),
    { name: 'jug', tags: ['p'], likes: 5_000 },
    { name: 'vitamin p' },
    { name: 'mug', tags: ['plate'], likes: 9_000 },
  ])
  const ids = walk(catalogue, { query: 'p' }, 'relevance', 1_000)
  expect(ids.slice(0, 7)).toEqual([2003, 2004, 2005, 2007, 1000, 2000, 999])
  expect(ids.slice(-2)).toEqual([2006, 2008])
  expect(new Set(ids).size).toBe(2_008)
  expect(list(catalogue, { query: 'p' }, 'name').slice(0, 5)).toEqual([2006, 2008, 2003, 2004, 2005])
  expect(page(catalogue, { query: 'pot 17' }, 'relevance', null, 1).ids).toEqual([18])
})

it('counts up to a limit', () => {
  const catalogue = tools()
  expect(count(catalogue, {}, 100)).toBe(6)
  expect(count(catalogue, {}, 4)).toBe(4)
  expect(count(catalogue, { query: 'kitchen', tag: 'tea' }, 100)).toBe(1)
})

it('counts matches by category, unless they are too many', () => {
  const catalogue = tools()
  expect(countMatchesByCategory(catalogue, matchModels(catalogue, { query: 'kitchen' }))).toEqual([
    { name: 'Kitchen', count: 3 },
    { name: 'Tools', count: 1 },
  ])
  catalogue.exec('UPDATE Model SET goneAt = 1 WHERE id = 5')
  expect(countMatchesByCategory(catalogue, matchModels(catalogue, { query: 'kitchen' }))).toEqual([
    { name: 'Kitchen', count: 2 },
  ])
  expect(countMatchesByCategory(catalogue, matchModels(catalogue, { query: '?!' }))).toEqual([])
  expect(countMatchesByCategory(catalogue, matchModels(catalogue, { query: 'k' }, 2))).toBeNull()
})

it('lists many matches, whose order an index tells, as it lists few, which are sorted', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '子', '+'), minLength: 1, maxLength: 3 })
  const words = fc.array(word, { minLength: 1, maxLength: 2 }).map((list) => list.join(' '))
  const entry = fc.record({
    name: words,
    tags: fc.uniqueArray(word, { maxLength: 2 }),
    categories: fc.subarray(['a']),
    license: fc.constantFrom(null, 'a'),
    likes: fc.constantFrom(0, 1),
    published: fc.constantFrom('2020-01-01T00:00:00.000Z', undefined),
  })
  // First in every order, and so many that to look through them is given up.
  const before = Array.from({ length: 600 }, () => ({
    name: '0',
    likes: 2,
    published: '2030-01-01T00:00:00.000Z',
  }))
  const filter = fc.record(
    { query: words, category: fc.constant('a'), tag: word, license: fc.constant('a') },
    { requiredKeys: [] },
  )
  const order = fc.constantFrom<ModelOrder>('likes', 'name', 'recent', 'relevance')
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(filter, order, fc.integer({ min: 1, max: 4 })), { minLength: 10, maxLength: 10 }),
      fc.boolean(),
      (entries, asked, areThinlySpread) => {
        const catalogue = catalogueOf(areThinlySpread ? [...before, ...entries] : entries)
        for (const [wanted, by, limit] of asked) {
          const many = matchModels(catalogue, wanted, 0)
          const listed = listModelIds(catalogue, many, by, null, 1000).ids
          expect(listed).toEqual(list(catalogue, wanted, by))
          expect(walk(catalogue, wanted, by, limit)).toEqual(listed)
          expect(countMatchesUpTo(catalogue, many, 1000)).toBe(listed.length)
          expect(count(catalogue, wanted, 1000)).toBe(listed.length)
        }
        catalogue.close()
      },
    ),
    { numRuns: 12 },
  )
})
