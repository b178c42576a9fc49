import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { BrowseNotes, MeantNote } from '@/components/browse/browse-notes'
import { CategoryFilter } from '@/components/browse/category-filter'
import { SortLinks } from '@/components/browse/sort-links'
import type { BrowseSelection, BrowseView, Sort } from '@/lib/serving/views'
import { nothing } from '../serving/selections'

const view = (changes: Partial<BrowseView>, selection: Partial<BrowseSelection> = {}): BrowseView => ({
  selection: { ...nothing, ...selection },
  models: [],
  pictures: [],
  close: [],
  total: { count: 0, isExact: true },
  nextCursor: null,
  categories: [],
  sorts: [],
  notes: [],
  meant: null,
  catalogueSize: 1,
  isPublished: true,
  ...changes,
})

const texts = (html: string) => [...html.matchAll(/>([^<]+)</g)].map(([, text]) => text)

describe('the links to other orders', () => {
  it('offer those by which the models differ, and the usual one under a name that is true', () => {
    const all = view({ sorts: ['likes', 'name', 'recent'] })
    expect(texts(renderToStaticMarkup(<SortLinks view={all} />))).toEqual(['Most liked', 'Name', 'Newest'])
    const plain = renderToStaticMarkup(<SortLinks view={view({ sorts: ['name'] }, { sort: 'name' })} />)
    expect(texts(plain)).toEqual(['As added', 'Name'])
    const search = view({ sorts: ['relevance', 'name'] }, { query: 'pot' })
    expect(texts(renderToStaticMarkup(<SortLinks view={search} />))).toEqual(['Best match', 'Name'])
    const tag = view({ sorts: ['fit', 'likes', 'name'] }, { tag: 'pot' })
    expect(texts(renderToStaticMarkup(<SortLinks view={tag} />))).toEqual(['Best fit', 'Most liked', 'Name'])
  })
})

describe('the order of a tag', () => {
  const marked = (view: BrowseView) =>
    /aria-current="true"[^>]*>([^<]+)/.exec(renderToStaticMarkup(<SortLinks view={view} />))?.[1]

  it('is by fit unless another is asked for, and never by what is not there', () => {
    const sorts: Sort[] = ['fit', 'likes', 'name']
    expect(marked(view({ sorts }, { tag: 'pot' }))).toBe('Best fit')
    expect(marked(view({ sorts }, { tag: 'pot', sort: 'likes' }))).toBe('Most liked')
    expect(marked(view({ sorts: ['likes', 'name'] }, { tag: 'pot', sort: 'fit' }))).toBe('Most liked')
    const html = renderToStaticMarkup(<SortLinks view={view({ sorts }, { tag: 'pot' })} />)
    expect([...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual([
      '/?tag=pot',
      '/?tag=pot&amp;sort=likes',
      '/?tag=pot&amp;sort=name',
    ])
  })
})

describe('the categories', () => {
  const categories = [
    { name: 'Tools', count: 3 },
    { name: 'Kitchen', count: null },
  ]

  it('say how many models each has, where that is known', () => {
    expect(texts(renderToStaticMarkup(<CategoryFilter view={view({ categories })} />))).toEqual([
      'All',
      'Tools',
      '3',
      'Kitchen',
    ])
  })

  it('keep the rest of the selection, which is what they count', () => {
    const html = renderToStaticMarkup(
      <CategoryFilter view={view({ categories }, { query: 'pot', tag: 'wood', cursor: 'abc' })} />,
    )
    expect(html).toContain('href="/?query=pot&amp;category=Tools&amp;tag=wood"')
    expect(html).not.toContain('cursor')
  })
})

it('what the page does not do of its address stands there, for screen readers, too', () => {
  expect(renderToStaticMarkup(<BrowseNotes notes={[]} />)).toBe('')
  const html = renderToStaticMarkup(<BrowseNotes notes={['One.', 'Two.']} />)
  expect(html).toContain('role="status"')
  expect(texts(html)).toEqual(['One.', 'Two.'])
})

describe('what was meant', () => {
  const noteOf = (hasExact: boolean) =>
    renderToStaticMarkup(
      <MeantNote
        view={view(
          { meant: { sentence: 'One model has “hart”.', hasExact } },
          { query: 'hart', tag: 'wood', cursor: 'abc' },
        )}
      />,
    )

  it('is said, with a link to what the words find, where that is something', () => {
    expect(noteOf(true)).toContain('href="/?query=hart&amp;exact=true&amp;tag=wood"')
    expect(noteOf(true)).toContain('Only “hart”')
    expect(noteOf(false)).toContain('One model has “hart”.')
    expect(noteOf(false)).not.toContain('href')
    expect(renderToStaticMarkup(<MeantNote view={view({})} />)).toBe('')
  })
})
