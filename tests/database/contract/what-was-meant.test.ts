import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Database } from '@/lib/database/database'
import { anyText } from '../../setup/any-text'
import { catalogueOf, list, rename, walk } from './listing-fixtures'

type Entries = Parameters<typeof catalogueOf>[0]

/** The names of what a search finds, in order. */
async function named(entries: Entries, query: string): Promise<string[]> {
  const catalogue = await catalogueOf(entries)
  return (await list(catalogue, { query })).map((id) => entries[id - 1]?.name ?? '')
}

const names = (...all: string[]): Entries => all.map((name) => ({ name }))

it('takes one wrong letter of four for right, two of seven, and none of three', async () => {
  const animals = names('Heart', 'Guitar', 'Elephant', 'Cat', 'Hippopotamus')
  const expected: [string, string[]][] = [
    ['hart', ['Heart']],
    ['gitar', ['Guitar']],
    ['guitra', ['Guitar']],
    ['giutar', ['Guitar']],
    ['guittar', ['Guitar']],
    ['juitar', ['Guitar']],
    ['gitr', []],
    ['elefant', ['Elephant']],
    ['elepahtn', ['Elephant']],
    ['hipopotamos', ['Hippopotamus']],
    ['kat', []],
  ]
  for (const [query, found] of expected) expect(await named(animals, query), query).toEqual(found)
})

it('takes what was typed so far for the beginning of a word, wrong letters and all', async () => {
  expect(await named(names('Guitar', 'Pita bread'), 'guta')).toEqual(['Guitar'])
  expect(await named(names('Hippopotamus'), 'hipopot')).toEqual(['Hippopotamus'])
})

it('means the same by a word and its plural, and takes either for a whole word', async () => {
  const animals = names(
    'Catapult',
    'Cats',
    'A cat',
    'Cherries',
    'Cherry pie',
    'Box',
    'Two boxes',
    'Mice',
    'Mouse trap',
  )
  expect(await named(animals, 'cats')).toEqual(['Cats', 'A cat'])
  expect(await named(animals, 'cat')).toEqual(['Cats', 'A cat', 'Catapult'])
  expect(await named(animals, 'cherry')).toEqual(['Cherries', 'Cherry pie'])
  expect(await named(animals, 'cherries')).toEqual(['Cherries', 'Cherry pie'])
  expect(await named(animals, 'boxes')).toEqual(['Box', 'Two boxes'])
  expect(await named(animals, 'mouse')).toEqual(['Mice', 'Mouse trap'])
})

it('puts whole words before beginnings before corrected words, names before tags, liked before unliked', async () => {
  const entries: Entries = [
    { name: 'Heart' },
    { name: 'Organ', tags: ['heart'] },
    { name: 'Love heart', likes: 5 },
    { name: 'Deer', tags: ['hart'] },
    { name: 'White hart' },
    { name: 'Hartebeest', likes: 9 },
    ...Array.from({ length: 30 }, (_, place) => ({ name: `Beating heart ${place}`, likes: 1 })),
  ]
  const found = await named(entries, 'hart')
  expect(found.slice(0, 5)).toEqual(['White hart', 'Hartebeest', 'Deer', 'Heart', 'Love heart'])
  expect(found).toHaveLength(36)
  expect(found.at(-1)).toBe('Organ')
})

it('does not correct a word that is found often enough, or about as often as what it resembles', async () => {
  const lamps = Array.from({ length: 6 }, (_, place) => `Lamp ${place}`)
  const lambs = Array.from({ length: 70 }, (_, place) => `Lamb ${place}`)
  expect(await named(names(...lamps, ...lambs), 'lamp')).toHaveLength(6)
  expect(await named(names('Lamp', ...lambs.slice(0, 9)), 'lamp')).toEqual(['Lamp'])
  expect(await named(names('Lamp', ...lambs.slice(0, 10)), 'lamp')).toHaveLength(11)
})

it('finds what is written apart for what was typed as one, and the other way round', async () => {
  const ships = names('Ship in space', 'Fire truck', 'Rainbow', 'Rain', 'Bow')
  expect(await named(ships, 'spaceship')).toEqual(['Ship in space'])
  expect(await named(ships, 'firetruck')).toEqual(['Fire truck'])
  expect((await named(ships, 'rain bow'))[0]).toBe('Rainbow')
})

it('finds some of the words where few models have all, and these come first', async () => {
  const things = names('Black cat', 'Grey cat', 'Black swan', 'Swan', 'Cat with a black hat')
  const found = await named(things, 'black cat')
  expect(found.slice(0, 2)).toEqual(['Black cat', 'Cat with a black hat'])
  expect(found.slice(2).sort()).toEqual(['Black swan', 'Grey cat'])
  // Two of three before one of three is looked for.
  expect(await named(things, 'black zebra cat')).toEqual(['Black cat', 'Cat with a black hat'])
  expect(await named(things, 'a swan with the crown of gold')).toEqual(['Black swan', 'Swan'])
})

it('reads a query the same whatever else the models must have, and counts by it', async () => {
  const catalogue = await catalogueOf([
    { name: 'Guitar', categories: ['Music'], tags: ['wood'] },
    { name: 'Bass guitar', categories: ['Music', 'Loud'] },
    { name: 'Lute', categories: ['Music'], tags: ['wood'] },
  ])
  const { search } = catalogue
  expect(await list(catalogue, { query: 'gitar', category: 'Loud' })).toEqual([2])
  expect(await list(catalogue, { query: 'gitar', tag: 'wood' })).toEqual([1])
  expect(await search.countMatchesByCategory(await search.matchModels({ query: 'gitar' }))).toEqual([
    { name: 'Music', count: 2 },
    { name: 'Loud', count: 1 },
  ])
  expect(await search.countMatchesUpTo(await search.matchModels({ query: 'gitar' }), 10)).toBe(2)
  expect(await list(catalogue, { query: 'gitar', exact: true })).toEqual([])
})

it('corrects by what is in the catalogue at the moment, and is listed', async () => {
  const catalogue = await catalogueOf(names('Guitar', 'Harp'))
  expect(await list(catalogue, { query: 'gitar' })).toEqual([1])
  await rename(catalogue, 0, { name: 'Sitar', license: 'CC0' })
  expect(await list(catalogue, { query: 'guittar' })).toEqual([])
  expect(await list(catalogue, { query: 'sittar' })).toEqual([1])
  await catalogue.catalogue.markGone(['0'], '2026-01-03T00:00:00.000Z')
  expect(await list(catalogue, { query: 'sittar' })).toEqual([])
  await catalogue.catalogue.removeModels('sketchfab', ['1'])
  expect(await list(catalogue, { query: 'harpp' })).toEqual([])
})

it('pages through what was meant as through what was typed', async () => {
  const catalogue = await catalogueOf([
    ...Array.from({ length: 30 }, (_, place) => ({ name: `Guitar ${place % 7}`, likes: place % 3 })),
    ...Array.from({ length: 10 }, (_, place) => ({ name: `Tree ${place}`, tags: ['guitar'] })),
    { name: 'Gitar' },
    { name: 'Guitar' },
  ])
  for (const query of ['gitar', 'gitar tree', 'gitar zzz 3']) {
    for (const order of ['relevance', 'name'] as const) {
      const all = await list(catalogue, { query }, order)
      expect(all.length).toBeGreaterThan(9)
      for (const limit of [1, 3, 40]) expect(await walk(catalogue, { query }, order, limit)).toEqual(all)
    }
  }
  expect((await list(catalogue, { query: 'gitar' })).slice(0, 2)).toEqual([41, 42])
})

it('lists what was meant alike, whether that is few or many', async () => {
  const word = fc.constantFrom(
    'guitar',
    'gitar',
    'guitars',
    'sitar',
    'space',
    'ship',
    'spaceship',
    'red',
    'rad',
    'a',
  )
  const words = fc.array(word, { minLength: 1, maxLength: 3 }).map((list) => list.join(' '))
  const entry = fc.record({
    name: words,
    tags: fc.uniqueArray(word, { maxLength: 2 }),
    likes: fc.constantFrom(0, 1),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { minLength: 1, maxLength: 12 }),
      fc.array(words, { minLength: 6, maxLength: 6 }),
      async (entries, queries) => {
        const catalogue = await catalogueOf(entries)
        for (const query of queries) {
          const many = await catalogue.search.matchModels({ query }, 0)
          const few = await catalogue.search.matchModels({ query })
          expect(many.reading).toEqual(few.reading)
          const listed = await catalogue.search.listModelIds(many, 'relevance', null, 100)
          expect(listed.ids, query).toEqual(await list(catalogue, { query }))
          expect(await walk(catalogue, { query }, 'relevance', 2)).toEqual(listed.ids)
        }
        await catalogue.close()
      },
    ),
    { numRuns: 15 },
  )
})

/** Whatever is asked is answered: with models, each once, or with none. */
async function expectAnswer(catalogue: Database, query: string): Promise<void> {
  const ids = await list(catalogue, { query })
  expect(new Set(ids).size).toBe(ids.length)
}

it('finds or does not, whatever it is asked', async () => {
  const catalogue = await catalogueOf([
    { name: 'مصباح قديم', tags: ['نور'] },
    { name: 'כיסא עץ' },
    ...names('Spaceship', 'Guitar', '赤い椅子', '🐉 dragon', 'C++ logo', 'Straße', 'नमस्ते दुनिया'),
  ])
  const syntax = fc
    .array(
      fc.constantFrom(
        ...[
          '"',
          '*',
          '(',
          ')',
          ' AND ',
          ' NOT ',
          ' NEAR(',
          ':',
          '-',
          '^',
          '{name} : ',
          "'",
          '\\',
          '\0',
          '%',
          '_',
        ],
        ...[
          "'; DROP TABLE Model; --",
          ' & ',
          ' | ',
          '!',
          '<->',
          ':*A',
          '?',
          '@name',
          '$1',
          'guitar',
          'spaceshp',
        ],
        ...['\u202E', '\u200F', 'مصباخ', 'כיסה', '椅', '\uD83D', '\uE000tag', 'tag:'],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyText({ maxLength: 60 }), syntax), (query) => expectAnswer(catalogue, query)),
    { numRuns: 120 },
  )
  for (const character of ['a', 'z ', 'gitar ', '的', '%', '🐉', 'ش', '"', 'ab'])
    await expectAnswer(catalogue, character.repeat(10_000 / character.length))
  expect(await list(catalogue, { query: 'مصباخ' })).toEqual([1])
  expect(await list(catalogue, { query: 'כיסה' })).toEqual([2])
})
