import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Database, ModelConditions } from '@/lib/database/database'
import { catalogueOf, type Entry } from './listing-fixtures'

const NAMES = ['Ada', 'Ada L.', "Bea's"] as const
const WORDS = ['Food', 'food', 'Tools'] as const
const LICENSES = ['CC0', 'CC BY'] as const

const entry: fc.Arbitrary<Entry> = fc.record({
  name: fc.constantFrom('cup', 'saw'),
  tags: fc.uniqueArray(fc.constantFrom(...WORDS)),
  categories: fc.uniqueArray(fc.constantFrom(...WORDS)),
  license: fc.option(fc.constantFrom(...LICENSES)),
  author: fc.option(fc.constantFrom(...NAMES)),
  likes: fc.nat(4),
  faces: fc.option(fc.nat(4)),
  isDownloadable: fc.boolean(),
  isAnimated: fc.boolean(),
})

const conditions: fc.Arbitrary<ModelConditions> = fc.record(
  {
    category: fc.constantFrom(...WORDS, 'No such'),
    tag: fc.constantFrom(...WORDS, '% OR 1'),
    license: fc.constantFrom(...LICENSES, 'cc0'),
    author: fc.constantFrom(...NAMES),
    exceptAuthors: fc.uniqueArray(fc.constantFrom(...NAMES)),
    isDownloadable: fc.constant(true as const),
    isAnimated: fc.constant(true as const),
    minLikes: fc.nat(5),
    minFaces: fc.nat(5),
    maxFaces: fc.nat(5),
  },
  { requiredKeys: [] },
)

function meets(model: Entry, asked: ModelConditions): boolean {
  const { faces = null } = model
  return [
    asked.category === undefined || model.categories?.includes(asked.category),
    asked.tag === undefined || model.tags?.includes(asked.tag),
    asked.license === undefined || model.license === asked.license,
    asked.author === undefined || model.author === asked.author,
    !asked.exceptAuthors?.some((name) => model.author === name),
    asked.isDownloadable === undefined || model.isDownloadable,
    asked.isAnimated === undefined || model.isAnimated,
    asked.minLikes === undefined || (model.likes ?? 0) >= asked.minLikes,
    asked.minFaces === undefined || (faces !== null && faces >= asked.minFaces),
    asked.maxFaces === undefined || (faces !== null && faces <= asked.maxFaces),
  ].every(Boolean)
}

const passing = async ({ search }: Database, asked: ModelConditions) => [
  ...(await search.listPassingIds(asked)),
]

it('lists the models that meet all conditions, as looking at each of them does', async () => {
  const models = fc.sample(entry, { numRuns: 60, seed: 1 })
  const catalogue = await catalogueOf(models)
  await fc.assert(
    fc.asyncProperty(conditions, async (asked) => {
      const expected = models.flatMap((model, place) => (meets(model, asked) ? [place + 1] : []))
      expect(await passing(catalogue, asked)).toEqual(expected)
    }),
  )
})

it('leaves out what is not listed, and knows what has changed', async () => {
  const catalogue = await catalogueOf([
    { name: 'a', isAnimated: true },
    { name: 'b', isAnimated: true },
  ])
  expect(await passing(catalogue, { isAnimated: true })).toEqual([1, 2])
  await catalogue.catalogue.markGone(['0'], '2026-01-02T00:00:00.000Z')
  expect(await passing(catalogue, { isAnimated: true })).toEqual([2])
  expect(await passing(catalogue, {})).toEqual([2])
  const [shown] = await catalogue.catalogue.readListedModels([2])
  expect(shown).toMatchObject({ isAnimated: true, isDownloadable: false, faceCount: null })
})

it('knows what tells the models apart', async () => {
  const nothing = {
    category: false,
    tag: false,
    license: false,
    author: false,
    downloadable: false,
    animated: false,
    likes: false,
    faces: null,
  }
  expect(await (await catalogueOf([])).search.readWhatTellsApart()).toEqual(nothing)
  const alike = {
    name: 'a',
    author: 'Ada',
    license: 'CC0',
    likes: 3,
    faces: 9,
    isDownloadable: true,
    tags: ['a'],
  }
  expect(await (await catalogueOf([alike, alike])).search.readWhatTellsApart()).toEqual(nothing)
  const other = { name: 'b', license: 'CC0', likes: 4, faces: 12, isAnimated: true, categories: ['x', 'y'] }
  expect(await (await catalogueOf([alike, other])).search.readWhatTellsApart()).toEqual({
    ...nothing,
    category: true,
    author: true,
    downloadable: true,
    animated: true,
    likes: true,
    faces: { least: 9, most: 12 },
  })
})
