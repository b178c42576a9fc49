import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Connection } from '@/lib/db/connection'
import { upsertModels } from '@/lib/db/catalogue'
import {
  countModelsUpTo,
  listModelIds,
  searchExpression,
  type ListingPosition,
  type ModelFilter,
  type ModelOrder,
} from '@/lib/db/model-listing'
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

const list = (connection: Connection, filter: ModelFilter, order: ModelOrder = 'relevance') =>
  listModelIds(connection, filter, order, null, 1000).ids

/** All pages of a listing, one after the other. */
function walk(connection: Connection, filter: ModelFilter, order: ModelOrder, limit: number): number[] {
  const ids: number[] = []
  let position: ListingPosition | null = null
  do {
    const page = listModelIds(connection, filter, order, position, limit)
    expect(page.ids.length).toBeLessThanOrEqual(limit)
    ids.push(...page.ids)
    position = page.next
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

it('narrows by category, tag and licence, all at once with a search', () => {
  const catalogue = tools()
  expect(list(catalogue, { category: 'Kitchen' }, 'name')).toEqual([5, 4, 3])
  expect(list(catalogue, { tag: 'wood' }, 'likes')).toEqual([2, 1])
  expect(list(catalogue, { license: 'CC0' }, 'likes')).toEqual([3, 1])
  expect(list(catalogue, { query: 'kitchen', category: 'Tools' })).toEqual([5])
  expect(list(catalogue, { query: 'kitchen', category: 'Tools', tag: 'drink' })).toEqual([])
  expect(list(catalogue, { category: 'No such' }, 'likes')).toEqual([])
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
  expect(countModelsUpTo(connection, { query: 'pot' }, 10)).toBe(1)
})

it('takes no input for syntax; whatever text finds what the words in it find', () => {
  const catalogue = tools()
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
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
        '+',
        '{',
        'a',
        ' ',
        "'",
        '\0',
        '\\',
        '%',
      ),
    }),
  )
  fc.assert(
    fc.property(nasty, (query) => {
      const words = query.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      const found = list(catalogue, { query }).sort()
      expect(found).toEqual(list(catalogue, { query: words }).sort())
      expect(countModelsUpTo(catalogue, { query }, 10)).toBe(found.length)
    }),
    { numRuns: 500 },
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

it('hands the search nothing but quoted words', () => {
  expect(searchExpression('a"b')).toBe('"a"* "b"*')
  expect(searchExpression('?!')).toBeNull()
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
  const first = listModelIds(catalogue, {}, 'likes', null, 3)
  expect(first.ids).toEqual([2, 3, 1])
  catalogue.prepare('DELETE FROM Model WHERE id = 1').run()
  expect(listModelIds(catalogue, {}, 'likes', first.next, 3)).toEqual({ ids: [4, 5, 6], next: null })
})

it('lists a search with too many matches to rank by likes, on every page', () => {
  const catalogue = catalogueOf(
    Array.from({ length: 5_002 }, (_, place) => ({ name: `pot ${place}`, likes: place % 1000 })),
  )
  const first = listModelIds(catalogue, { query: 'p' }, 'relevance', null, 3)
  expect(first.ids).toEqual([1000, 2000, 3000])
  expect(first.next?.order).toBe('likes')
  expect(listModelIds(catalogue, { query: 'p' }, 'relevance', first.next, 3).ids).toEqual([4000, 5000, 999])
  expect(listModelIds(catalogue, { query: 'pot 17' }, 'relevance', null, 1).ids).toEqual([18])
})

it('counts up to a limit', () => {
  const catalogue = tools()
  expect(countModelsUpTo(catalogue, {}, 100)).toBe(6)
  expect(countModelsUpTo(catalogue, {}, 4)).toBe(4)
  expect(countModelsUpTo(catalogue, { query: 'kitchen', tag: 'tea' }, 100)).toBe(1)
})
