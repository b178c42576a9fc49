import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyText } from '../../setup/any-text'
import { catalogueOf, count, list, page, tools } from './listing-fixtures'

it('finds every word in the name or the tags, however much of its end is missing', async () => {
  const catalogue = await tools()
  expect(await list(catalogue, { query: 'hamm' })).toEqual([1])
  expect((await list(catalogue, { query: 'woo to' })).sort()).toEqual([1, 2])
  expect(await list(catalogue, { query: 'wood kitchen', exact: true })).toEqual([])
  expect(await list(catalogue, { query: 'ammer', exact: true })).toEqual([])
  expect(await list(catalogue, { query: 'TEAP' })).toEqual([3])
  expect(await list(catalogue, { query: 'cafe' })).toEqual([6])
  expect(await list(catalogue, { query: 'CAFÉ' })).toEqual([6])
})

it('puts the name that was typed first, then names that begin so, then names before tags', async () => {
  expect(await list(await tools(), { query: 'tea' })).toEqual([4, 3, 5])
  expect((await list(await tools(), { query: 'old' }))[0]).toBe(1)
})

it('finds within words that have no spaces, signs, and letters whatever their case, accents and composition', async () => {
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
  const catalogue = await catalogueOf([...names, ...more].map((name) => ({ name })))
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
      (await list(catalogue, { query, exact: true })).sort((a, b) => a - b),
      query,
    ).toEqual(ids)
  }
})

it('puts what is closest first: the name itself, whole words, beginnings, tags; then likes, then the name', async () => {
  const entries: Parameters<typeof catalogueOf>[0] = [
    { name: 'Carrot', likes: 90 },
    { name: 'taxi', tags: ['car'], likes: 99 },
    { name: 'lunch', tags: ['carrots'], likes: 99 },
    { name: 'race car' },
    { name: 'car wash', likes: 5 },
    { name: 'Car' },
    { name: 'cargo' },
  ]
  const catalogue = await catalogueOf(entries)
  expect(await list(catalogue, { query: 'car' })).toEqual([6, 5, 4, 1, 7, 2, 3])
  expect(await list(catalogue, { query: '“car”' })).toEqual([6, 5, 4, 1, 7, 2, 3])
  const unliked = await catalogueOf(entries.map((entry) => ({ ...entry, likes: 0 })))
  expect((await list(unliked, { query: 'c' })).slice(0, 3)).toEqual([6, 5, 7])
})

it('takes no input for syntax; whatever text finds what the words in it find', async () => {
  const catalogue = await tools()
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
  await fc.assert(
    fc.asyncProperty(nasty, async (query) => {
      const words = query.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      const found = (await list(catalogue, { query })).sort()
      expect(found).toEqual((await list(catalogue, { query: words })).sort())
      expect(await count(catalogue, { query }, 10)).toBe(found.length)
    }),
    { numRuns: 200 },
  )
})

it('finds all words as they are written where reading every name and tag does', async () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 })
  const words = fc.array(word, { minLength: 1, maxLength: 3 })
  const entry = fc.record({
    name: words.map((list) => list.join(' ')),
    tags: fc.uniqueArray(word, { maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 12 }), words, async (entries, query) => {
      const catalogue = await catalogueOf(entries)
      const expected = entries.flatMap(({ name, tags }, place) => {
        const known = [...name.split(' '), ...tags]
        return query.every((start) => known.some((one) => one.startsWith(start))) ? [place + 1] : []
      })
      const found = await list(catalogue, { query: query.join(' '), exact: true })
      expect(found.sort((a, b) => a - b)).toEqual(expected)
      // What else is found comes behind.
      const all = await list(catalogue, { query: query.join(' ') })
      expect(all.slice(0, found.length).sort((a, b) => a - b)).toEqual(expected)
      await catalogue.close()
    }),
    { numRuns: 25 },
  )
})

it('finds many of the same name without a search through all of them', async () => {
  const catalogue = await catalogueOf(
    Array.from({ length: 2_100 }, (_, place) => ({
      name: 'Untitled',
      categories: place % 700 === 0 ? ['Tools'] : [],
      likes: place,
    })),
  )
  expect((await page(catalogue, { query: 'untitled' }, 'relevance', null, 2)).ids).toEqual([2100, 2099])
  expect(await list(catalogue, { query: 'untitled', category: 'Tools' })).toEqual([1401, 701, 1])
})

it('looks for the same, however often and in how many beginnings it is asked', async () => {
  const catalogue = await tools()
  expect(await list(catalogue, { query: 'k '.repeat(100) })).toEqual(await list(catalogue, { query: 'k' }))
  expect(await list(catalogue, { query: 'k ki kit kitc kitch' })).toEqual(
    await list(catalogue, { query: 'kitch' }),
  )
})
