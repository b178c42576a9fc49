import fc from 'fast-check'
import { expect, it } from 'vitest'
import { browsePath } from '@/components/browse/browse-path'
import { parseSelection } from '@/lib/serving/browse-selection'
import { SORTS } from '@/lib/serving/views'
import { servedGallery } from './gallery'
import { nothing } from './selections'

const gallery = await servedGallery()

const { readBrowsePage } = await import('@/lib/serving/models')
const { readModelPage } = await import('@/lib/serving/model-page')

const browse = (parameters: Record<string, string> = {}) =>
  readBrowsePage(parseSelection(parameters).selection)

it('says when there is nothing to show', async () => {
  expect(await browse()).toMatchObject({ models: [], catalogueSize: 0, isPublished: false, categories: [] })
  expect(await readModelPage('nobody')).toBeNull()
})

it('shows what is listed, with its categories and their sizes', async () => {
  await gallery.add(
    ...Array.from({ length: 50 }, (_, place) => ({
      name: `pot ${place}`,
      categories: place < 10 ? ['Clay', 'Kitchen'] : ['Kitchen'],
    })),
    { name: 'unseen', thumbnail: null, categories: ['Ghosts'] },
  )
  const view = await browse()
  expect(view).toMatchObject({ catalogueSize: 50, total: { count: 50, isExact: true }, isPublished: false })
  expect(view.models).toHaveLength(48)
  expect(view.categories).toEqual([
    { name: 'Kitchen', count: 50 },
    { name: 'Clay', count: 10 },
  ])
  const rest = await browse({ cursor: view.nextCursor ?? '' })
  expect(rest.models.map((model) => model.name)).toEqual(['pot 48', 'pot 49'])
  expect(rest.nextCursor).toBeNull()
  expect(await browse({ category: 'Clay', query: 'pot 3' })).toMatchObject({
    total: { count: 1, isExact: true },
    models: [{ name: 'pot 3' }],
  })
})

it('shows a model before and after it is compared', async () => {
  expect(await readModelPage('pot-1')).toMatchObject({ run: null, similar: [] })
  const id = await gallery.publish({ 'pot 1': ['pot 2'] })
  expect(await browse()).toMatchObject({ isPublished: true })
  expect(await readModelPage('pot-1')).toMatchObject({
    run: { id, recipe: 'a-recipe', modelCount: 1, publishedAt: expect.any(Date) },
    similar: [{ rank: 1, model: { name: 'pot 2' } }],
  })
  expect(await readModelPage('pot-2')).toMatchObject({ run: { id }, similar: [] })
})

it('shows the first page for a cursor of another listing, and says so', async () => {
  const { nextCursor, notes } = await browse()
  expect(notes).toEqual([])
  const view = await browse({ sort: 'name', cursor: nextCursor ?? '' })
  expect(view.models[0]?.name).toBe('pot 0')
  expect(view.notes).toEqual([expect.stringMatching(/page that this list does not have/)])
})

it('counts by category what the query and the other filters find, and offers no category that is empty', async () => {
  expect((await browse({ query: 'pot 3' })).categories).toEqual([
    { name: 'Kitchen', count: 11 },
    { name: 'Clay', count: 1 },
  ])
  expect((await browse({ query: 'pot 49', exact: 'true' })).categories).toEqual([
    { name: 'Kitchen', count: 1 },
  ])
  expect((await browse({ query: 'pot 49', category: 'Clay', exact: 'true' })).categories).toEqual([
    { name: 'Kitchen', count: 1 },
    { name: 'Clay', count: 0 },
  ])
  expect((await browse({ tag: 'no such' })).categories).toEqual([])
  expect((await browse({ category: 'Clay' })).categories).toHaveLength(2)
})

it('says what it shows besides what the words find, counts that, and shows what they find alone', async () => {
  expect(await browse({ query: 'pot 3' })).toMatchObject({ meant: null, total: { count: 11 } })
  expect(await browse({ query: 'pot 49' })).toMatchObject({
    meant: {
      sentence: 'One model has all of these words. Last come models with “pot” or “49”.',
      hasExact: true,
    },
    total: { count: 50 },
    models: [{ name: 'pot 49' }, ...Array.from({ length: 47 }, () => ({}))],
    categories: [
      { name: 'Kitchen', count: 50 },
      { name: 'Clay', count: 10 },
    ],
  })
  expect(await browse({ query: 'pot 49', exact: 'true' })).toMatchObject({ meant: null, total: { count: 1 } })
  await gallery.add({ name: 'kettle', categories: ['Kitchen'] })
  expect(await browse({ query: 'ketle' })).toMatchObject({
    meant: { sentence: 'No model has “ketle”. This is what “kettle” finds.', hasExact: false },
    models: [{ name: 'kettle' }],
    categories: [{ name: 'Kitchen', count: 1 }],
  })
  expect(await browse({ query: 'ketle', exact: 'true' })).toMatchObject({ meant: null, models: [] })
  expect((await browse({ query: 'potkettle' })).meant?.sentence).toBe(
    'No model has “potkettle”. These have “pot” or “kettle”.',
  )
  await gallery.change("DELETE FROM Model WHERE name = 'kettle'")
})

it('offers the orders by likes and by date once some model has them', async () => {
  expect((await browse()).sorts).toEqual(['name'])
  expect((await browse({ query: 'pot' })).sorts).toEqual(['relevance', 'name'])
  await gallery.change("UPDATE Model SET likeCount = 3 WHERE name = 'pot 7'")
  expect((await browse()).sorts).toEqual(['likes', 'name'])
  await gallery.change("UPDATE Model SET publishedAt = '2020-01-01T00:00:00.000Z' WHERE name = 'pot 7'")
  expect((await browse({ query: 'pot' })).sorts).toEqual(['relevance', 'likes', 'name', 'recent'])
})

it('shows the models of an author, be the name written as it may', async () => {
  await gallery.add(
    { name: 'pot 8', author: 'Ann & Co.', categories: ['Clay'] },
    { name: 'pot 9', author: 'Bo' },
  )
  const view = await browse({ author: 'Ann & Co.' })
  expect(view).toMatchObject({ models: [{ name: 'pot 8', author: 'Ann & Co.' }], total: { count: 1 } })
  expect(view.categories).toEqual([{ name: 'Clay', count: 1 }])
  expect((await browse({ author: 'Ann' })).models).toEqual([])
  expect((await browse({ author: 'Bo', query: 'pot' })).models).toHaveLength(1)
})

it('reads a selection back out of its own address', () => {
  const text = fc.option(
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((value) => value.trim() === value && value !== ''),
    {
      nil: undefined,
    },
  )
  const selection = fc.record({
    query: text,
    category: text,
    tag: text,
    license: text,
    author: text,
    exact: fc.constantFrom(true as const, undefined),
    sort: fc.option(fc.constantFrom(...SORTS), { nil: undefined }),
    cursor: fc.constant(undefined),
  })
  fc.assert(
    fc.property(selection, (wanted) => {
      const parameters = new URL(browsePath(wanted), 'http://localhost').searchParams
      const isUsual =
        (wanted.sort === 'relevance' && wanted.query === undefined) ||
        (wanted.sort === 'fit' && wanted.tag === undefined)
      const sort = isUsual ? undefined : wanted.sort
      expect(parseSelection(Object.fromEntries(parameters))).toEqual({
        selection: { ...wanted, exact: wanted.query && wanted.exact, sort },
        notes: [],
      })
    }),
  )
})

it('does without what it cannot use in an address, and says so', () => {
  const { selection, notes } = parseSelection({
    sort: 'size',
    cursor: 'garbage',
    tag: 'x'.repeat(999),
    license: '',
    category: '  ',
  })
  expect(selection).toEqual(nothing)
  expect(notes).toEqual([
    expect.stringMatching(/“size” is not an order/),
    expect.stringMatching(/No tag has a name as long/),
    expect.stringMatching(/page that this list does not have/),
  ])
  expect(parseSelection({ query: ['one', 'two'] })).toEqual({
    selection: { ...nothing, query: 'one' },
    notes: [expect.stringMatching(/query more than once/)],
  })
})

it('searches for the beginning of what is too long, and counts characters as people do', () => {
  const long = parseSelection({ query: `pot ${'🐉'.repeat(300)}` })
  expect(long.selection.query).toBe(`pot ${'🐉'.repeat(196)}`)
  expect(long.notes).toEqual([expect.stringMatching(/more than 200 characters/)])
  const fits = '🐉'.repeat(200)
  expect(parseSelection({ query: fits })).toEqual({ selection: { ...nothing, query: fits }, notes: [] })
})
