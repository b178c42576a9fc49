import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Connection } from '@/lib/db/connection'
import { upsertModels } from '@/lib/db/catalogue'
import { countMatchesByCategory } from '@/lib/db/catalogue-overview'
import { listModelIds, type ListingPosition, type ModelOrder } from '@/lib/db/model-listing'
import { countMatchesUpTo, matchModels, type ModelFilter } from '@/lib/db/model-matches'
import { anyText } from '../setup/any-text'
import { temporaryDatabase } from '../setup/temporary'

type Entry = {
  name: string
  tags?: string[]
  categories?: string[]
  license?: string | null
  likes?: number
  published?: string
}

const thumbnail = { hash: 'a'.repeat(64), width: 10, height: 10 }

/** A catalogue of these models; their ids count from 1 in this order. */
function catalogueOf(entries: Entry[]): Connection {
  const { connection } = temporaryDatabase()
  const records = entries.map(({ name, tags = [], categories = [], license = null }, place) => ({
    sourceKey: `${place}`,
    uidCandidates: [`${place}`],
    name,
    url: null,
    author: null,
    license,
    tags,
    categories,
    labels: {},
    thumbnail,
    failure: null,
  }))
  upsertModels(connection, 'folder', records)
  const set = connection.prepare('UPDATE Model SET likeCount = ?, publishedAt = ? WHERE id = ?')
  entries.forEach(({ likes = 0, published = null }, place) => set.run(likes, published, place + 1))
  return connection
}

const page = (
  connection: Connection,
  filter: ModelFilter,
  order: ModelOrder,
  position: ListingPosition | null,
  limit: number,
) => listModelIds(connection, matchModels(connection, filter), order, position, limit)

const list = (connection: Connection, filter: ModelFilter, order: ModelOrder = 'relevance') =>
  page(connection, filter, order, null, 1000).ids

const count = (connection: Connection, filter: ModelFilter, limit: number) =>
  countMatchesUpTo(connection, matchModels(connection, filter), limit)

/** Imports a model again that is called and licensed otherwise. */
function rename(connection: Connection, sourceKey: string, changed: { name: string; license: string }) {
  const record = { sourceKey, uidCandidates: [sourceKey], url: null, author: null, tags: [], categories: [] }
  upsertModels(connection, 'folder', [{ ...record, ...changed, labels: {}, thumbnail, failure: null }])
}

/** All pages of a listing, one after the other. */
function walk(connection: Connection, filter: ModelFilter, order: ModelOrder, limit: number): number[] {
  const ids: number[] = []
  let position: ListingPosition | null = null
  do {
    const found = page(connection, filter, order, position, limit)
    expect(found.ids.length).toBeLessThanOrEqual(limit)
    ids.push(...found.ids)
    position = found.next
  } while (position)
  return ids
}

const tools = () =>
  catalogueOf([
    { name: 'old hammer', tags: ['tool', 'wood'], categories: ['Tools'], license: 'CC0', likes: 3 },
    { name: 'saw', tags: ['tool', 'wood', 'old'], categories: ['Tools'], license: 'CC BY', likes: 9 },
    { name: 'Teapot', tags: ['kitchen'], categories: ['Kitchen'], license: 'CC0', likes: 9 },
    { name: 'tea', tags: ['drink', 'kitchen'], categories: ['Kitchen'], likes: 1 },
    { name: 'cup', tags: ['tea', 'kitchen'], categories: ['Kitchen', 'Tools'], likes: 0 },
    { name: 'café au lait', tags: ['drink'], categories: [], likes: 0 },
  ])

it('finds every word in the name or the tags, however much of its end is missing', () => {
  const catalogue = tools()
  expect(list(catalogue, { query: 'hamm' })).toEqual([1])
  expect(list(catalogue, { query: 'woo to' }).sort()).toEqual([1, 2])
  expect(list(catalogue, { query: 'wood kitchen' })).toEqual([])
  expect(list(catalogue, { query: 'ammer' })).toEqual([])
  expect(list(catalogue, { query: 'TEAP' })).toEqual([3])
  expect(list(catalogue, { query: 'cafe' })).toEqual([6])
  expect(list(catalogue, { query: 'CAFÉ' })).toEqual([6])
})

it('puts the name that was typed first, then names that begin so, then names before tags', () => {
  expect(list(tools(), { query: 'tea' })).toEqual([4, 3, 5])
  expect(list(tools(), { query: 'old' })[0]).toBe(1)
})

it('finds within words that have no spaces, signs, and letters whatever their case, accents and composition', () => {
  const names = [
    '赤い椅子',
    '帽子',
    'イス チェア',
    '나무의자',
    'เก้าอี้',
    '🐉 dragon',
    '🔥🐉 👩‍🚀',
    'C++ logo',
    '#1 mug',
    '50% off',
  ]
  const more = ['50 cents', 'Straße', 'Łódź', 'istanbul', 'ﬁre', 'Möbel', 'Mo\u0308bel', 'हिन्दी']
  const catalogue = catalogueOf([...names, ...more].map((name) => ({ name })))
  const expected: [string, number[]][] = [
    ['椅子', [1]],
    ['子', [1, 2]],
    ['椅', [1]],
    ['赤子', []],
    ['イス', [3]],
    ['いす', [3]],
    ['ﾁｪｱ', [3]],
    ['의자', [4]],
    ['자', [4]],
    ['อี้', [5]],
    ['🐉', [6, 7]],
    ['🐉 drag', [6]],
    ['🐉🔥', [7]],
    ['👩', [7]],
    ['c++', [8]],
    ['C+', [8]],
    ['#1', [9]],
    ['50%', [10]],
    ['50', [10, 11]],
    ['strasse', [12]],
    ['STRAßE', [12]],
    ['lodz', [13]],
    ['İSTANBUL', [14]],
    ['istanbul', [14]],
    ['fire', [15]],
    ['ＦＩＲＥ', [15]],
    ['mobel', [16, 17]],
    ['mo\u0308bel', [16, 17]],
    ['हिन्दी', [18]],
  ]
  for (const [query, ids] of expected) {
    expect(
      list(catalogue, { query }).sort((a, b) => a - b),
      query,
    ).toEqual(ids)
  }
})

it('puts what is closest first: the name itself, whole words, beginnings, tags; then likes, then the name', () => {
  const catalogue = catalogueOf([
    { name: 'Carrot', likes: 90 },
    { name: 'taxi', tags: ['car'], likes: 99 },
    { name: 'lunch', tags: ['carrots'], likes: 99 },
    { name: 'race car' },
    { name: 'car wash', likes: 5 },
    { name: 'Car' },
    { name: 'cargo' },
  ])
  expect(list(catalogue, { query: 'car' })).toEqual([6, 5, 4, 1, 7, 2, 3])
  expect(list(catalogue, { query: '“car”' })).toEqual([6, 5, 4, 1, 7, 2, 3])
  catalogue.exec('UPDATE Model SET likeCount = 0')
  expect(list(catalogue, { query: 'c' }).slice(0, 3)).toEqual([6, 5, 7])
})

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

it('takes no input for syntax; whatever text finds what the words in it find', () => {
  const catalogue = tools()
  const nasty = fc.oneof(
    anyText().filter((text) => !/[\p{S}\p{M}\p{C}#%&@]/u.test(text)),
    fc.string({
      unit: fc.constantFrom(
        '"',
        '*',
        '(',
        ')',
        'AND ',
        'NOT ',
        'NEAR',
        ':',
        '-',
        '^',
        '{',
        'a',
        ' ',
        "'",
        '\0',
        '\\',
        '~',
        '<',
        '=',
      ),
    }),
  )
  fc.assert(
    fc.property(nasty, (query) => {
      const words = query.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      const found = list(catalogue, { query }).sort()
      expect(found).toEqual(list(catalogue, { query: words }).sort())
      expect(count(catalogue, { query }, 10)).toBe(found.length)
    }),
    { numRuns: 200 },
  )
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

it('finds the same as reading every name and tag', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 })
  const words = fc.array(word, { minLength: 1, maxLength: 3 })
  const entry = fc.record({
    name: words.map((list) => list.join(' ')),
    tags: fc.uniqueArray(word, { maxLength: 3 }),
  })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), words, (entries, query) => {
      const catalogue = catalogueOf(entries)
      const expected = entries.flatMap(({ name, tags }, place) => {
        const known = [...name.split(' '), ...tags]
        return query.every((start) => known.some((one) => one.startsWith(start))) ? [place + 1] : []
      })
      expect(list(catalogue, { query: query.join(' ') }).sort((a, b) => a - b)).toEqual(expected)
      catalogue.close()
    }),
    { numRuns: 25 },
  )
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

it('finds many of the same name without a search through all of them', () => {
  const catalogue = catalogueOf(
    Array.from({ length: 2_100 }, (_, place) => ({
      name: 'Untitled',
      categories: place % 700 === 0 ? ['Tools'] : [],
      likes: place,
    })),
  )
  expect(page(catalogue, { query: 'untitled' }, 'relevance', null, 2).ids).toEqual([2100, 2099])
  expect(list(catalogue, { query: 'untitled', category: 'Tools' })).toEqual([1401, 701, 1])
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

it('looks for the same, however often and in how many beginnings it is asked', () => {
  const catalogue = tools()
  expect(list(catalogue, { query: 'k '.repeat(100) })).toEqual(list(catalogue, { query: 'k' }))
  expect(list(catalogue, { query: 'k ki kit kitc kitch' })).toEqual(list(catalogue, { query: 'kitch' }))
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
