import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Database, ModelFilter, ModelOrder } from '@/lib/database/database'
import { catalogueOf, count, list, page, rename, tools, walk } from './listing-fixtures'
import { madeUpThumbnail, modelRecord } from '../../setup/model-record'
import { temporaryDatabase } from '../../setup/temporary'

it('narrows by category, tag and licence, all at once with a search', async () => {
  const catalogue = await tools()
  expect(await list(catalogue, { category: 'Kitchen' }, 'name')).toEqual([5, 4, 3])
  expect(await list(catalogue, { tag: 'wood' }, 'likes')).toEqual([2, 1])
  expect(await list(catalogue, { license: 'CC0' }, 'likes')).toEqual([3, 1])
  expect(await list(catalogue, { query: 'kitchen', category: 'Tools' })).toEqual([5])
  expect(await list(catalogue, { query: 'kitchen', category: 'Tools', tag: 'drink' })).toEqual([])
  expect(await list(catalogue, { category: 'No such' }, 'likes')).toEqual([])
})

it('orders names as readers do, in the database and from page to page', async () => {
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
  const catalogue = await catalogueOf(names.map((name) => ({ name })))
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
    const ids = await walk(catalogue, {}, 'name', limit)
    expect(ids.map((id) => names[id - 1])).toEqual(expected)
  }
})

it('tells filters apart as they are written, and knows them after they change', async () => {
  const catalogue = await catalogueOf([
    { name: 'a', tags: ['old wood'], categories: ['Möbel'], license: 'CC BY', author: 'Ada' },
    { name: 'b', tags: ['wood', 'Old'], categories: ['möbel'], license: 'cc by', author: 'Ada L.' },
  ])
  expect(await list(catalogue, { tag: 'wood' }, 'name')).toEqual([2])
  expect(await list(catalogue, { tag: 'old' }, 'name')).toEqual([])
  expect(await list(catalogue, { category: 'Möbel' }, 'name')).toEqual([1])
  expect(await list(catalogue, { license: 'CC BY' }, 'name')).toEqual([1])
  expect(await list(catalogue, { author: 'Ada' }, 'name')).toEqual([1])
  expect(await list(catalogue, { query: 'category' })).toEqual([])
  await rename(catalogue, 0, { name: 'Zebra', license: 'CC0', author: 'Bea' })
  expect(await list(catalogue, { author: 'Ada' }, 'name')).toEqual([])
  expect(await list(catalogue, { query: 'zebra', author: 'Bea' })).toEqual([1])
  expect(await list(catalogue, { license: 'CC BY' }, 'name')).toEqual([])
  expect(await list(catalogue, { license: 'CC0' }, 'name')).toEqual([1])
  expect(await list(catalogue, { query: 'zeb' })).toEqual([1])
  expect(await list(catalogue, {}, 'name')).toEqual([2, 1])
})

it('orders by likes, by name, or newest first with undated ones last', async () => {
  const catalogue = await catalogueOf([
    { name: 'b', likes: 2 },
    { name: 'a', likes: 7, published: '2020-01-01T00:00:00.000Z' },
    { name: 'c', likes: 7, published: '2024-01-01T00:00:00.000Z' },
  ])
  expect(await list(catalogue, {}, 'likes')).toEqual([2, 3, 1])
  expect(await list(catalogue, {}, 'name')).toEqual([2, 1, 3])
  expect(await list(catalogue, {}, 'recent')).toEqual([3, 2, 1])
  expect(await list(catalogue, {}, 'relevance')).toEqual([2, 3, 1])
})

it('leaves out models without a thumbnail', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [
    modelRecord('seen', { name: 'pot one', thumbnail: madeUpThumbnail }),
    modelRecord('unseen', { name: 'pot two' }),
  ])
  expect(await list(database, {}, 'likes')).toEqual([1])
  expect(await list(database, { query: 'pot' })).toEqual([1])
  expect(await count(database, { query: 'pot' }, 10)).toBe(1)
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
])('reads %s as the words in it', async (query, expected) => {
  expect(await list(await tools(), { query, exact: true })).toEqual(expected)
})

it('pages through every order without repeating or skipping a model, ties and missing dates included', async () => {
  const catalogue = await catalogueOf(
    Array.from({ length: 40 }, (_, place) => ({
      name: `pot ${'abc'[place % 3]}`,
      tags: place % 4 === 0 ? ['clay', 'pot'] : ['tin'],
      likes: place % 5,
      ...(place % 3 !== 0 && { published: `20${10 + (place % 4)}-01-01T00:00:00.000Z` }),
    })),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('likes' as const, 'name' as const, 'recent' as const, 'relevance' as const),
      fc.constantFrom<ModelFilter>({}, { query: 'pot' }, { query: 'p t' }, { tag: 'tin' }),
      fc.integer({ min: 1, max: 45 }),
      async (order, filter, limit) => {
        expect(await walk(catalogue, filter, order, limit)).toEqual(await list(catalogue, filter, order))
      },
    ),
  )
})

it('goes on where it was when models come and go between two pages', async () => {
  const catalogue = await tools()
  const first = await page(catalogue, {}, 'likes', null, 3)
  expect(first.ids).toEqual([2, 3, 1])
  await catalogue.catalogue.removeModels('sketchfab', ['0'])
  expect(await page(catalogue, {}, 'likes', first.next, 3)).toEqual({ ids: [4, 5, 6], next: null })
})

it('keeps to the order of a search with too many matches to sort, on every page', async () => {
  const catalogue = await catalogueOf([
    ...Array.from({ length: 2_002 }, (_, place) => ({ name: `pot ${place}`, likes: place % 1000 })),
    ...Array.from({ length: 3 }, () => ({ name: 'P' })),
    { name: 'jug', tags: ['p'], likes: 5_000 },
    { name: 'vitamin p' },
    { name: 'mug', tags: ['plate'], likes: 9_000 },
  ])
  const ids = await walk(catalogue, { query: 'p' }, 'relevance', 1_000)
  expect(ids.slice(0, 7)).toEqual([2003, 2004, 2005, 2007, 1000, 2000, 999])
  expect(ids.slice(-2)).toEqual([2006, 2008])
  expect(new Set(ids).size).toBe(2_008)
  expect((await list(catalogue, { query: 'p' }, 'name')).slice(0, 5)).toEqual([2006, 2008, 2003, 2004, 2005])
  expect((await page(catalogue, { query: 'pot 17' }, 'relevance', null, 1)).ids).toEqual([18])
})

it('counts up to a limit', async () => {
  const catalogue = await tools()
  expect(await count(catalogue, {}, 100)).toBe(6)
  expect(await count(catalogue, {}, 4)).toBe(4)
  expect(await count(catalogue, { query: 'kitchen', tag: 'tea' }, 100)).toBe(1)
})

const countByCategory = async ({ search }: Database, filter: ModelFilter, few?: number) =>
  search.countMatchesByCategory(await search.matchModels(filter, few))

it('counts matches by category, unless they are too many', async () => {
  const catalogue = await tools()
  expect(await countByCategory(catalogue, { query: 'kitchen' })).toEqual([
    { name: 'Kitchen', count: 3 },
    { name: 'Tools', count: 1 },
  ])
  await catalogue.catalogue.removeModels('sketchfab', ['4'])
  expect(await countByCategory(catalogue, { query: 'kitchen' })).toEqual([{ name: 'Kitchen', count: 2 }])
  expect(await countByCategory(catalogue, { query: '?!' })).toEqual([])
  expect(await countByCategory(catalogue, { query: 'k' }, 1)).toBeNull()
})

it('lists many matches, whose order an index tells, as it lists few, which are sorted', async () => {
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
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(filter, order, fc.integer({ min: 1, max: 4 })), { minLength: 10, maxLength: 10 }),
      fc.boolean(),
      async (entries, asked, areThinlySpread) => {
        const catalogue = await catalogueOf(areThinlySpread ? [...before, ...entries] : entries)
        for (const [wanted, by, limit] of asked) {
          const many = await catalogue.search.matchModels(wanted, 0)
          const listed = (await catalogue.search.listModelIds(many, by, null, 1000)).ids
          expect(listed).toEqual(await list(catalogue, wanted, by))
          expect(await walk(catalogue, wanted, by, limit)).toEqual(listed)
          expect(await catalogue.search.countMatchesUpTo(many, 1000)).toBe(listed.length)
          expect(await count(catalogue, wanted, 1000)).toBe(listed.length)
        }
        await catalogue.close()
      },
    ),
    { numRuns: 12 },
  )
})
