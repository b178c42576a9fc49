import fc from 'fast-check'
import { expect, it } from 'vitest'
import { browsePath } from '@/components/browse/browse-path'
import { parseSelection } from '@/lib/serving/browse-selection'
import { SORTS } from '@/lib/serving/views'
import { servedGallery } from './gallery'

const gallery = servedGallery()

const { readBrowsePage } = await import('@/lib/serving/models')
const { readModelPage } = await import('@/lib/serving/similar')

const browse = (parameters: Record<string, string> = {}) => readBrowsePage(parseSelection(parameters))

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

it('shows the first page for a cursor of another listing', async () => {
  const { nextCursor } = await browse()
  expect((await browse({ sort: 'name', cursor: nextCursor ?? '' })).models[0]?.name).toBe('pot 0')
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
    sort: fc.option(fc.constantFrom(...SORTS), { nil: undefined }),
    cursor: fc.constant(undefined),
  })
  fc.assert(
    fc.property(selection, (wanted) => {
      const parameters = new URL(browsePath(wanted), 'http://localhost').searchParams
      const sort = wanted.sort === 'relevance' && wanted.query === undefined ? undefined : wanted.sort
      expect(parseSelection(Object.fromEntries(parameters))).toEqual({ ...wanted, sort })
    }),
  )
})

it('overlooks what it cannot use in an address', () => {
  const nothing = {
    query: undefined,
    category: undefined,
    tag: undefined,
    license: undefined,
    sort: undefined,
    cursor: undefined,
  }
  expect(parseSelection({ sort: 'size', cursor: 'garbage', query: 'x'.repeat(999), category: '  ' })).toEqual(
    nothing,
  )
  expect(parseSelection({ query: ['one', 'two'] })).toEqual({ ...nothing, query: 'one' })
})
