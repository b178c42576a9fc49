import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { BrowseNotes } from '@/components/browse/browse-notes'
import { CategoryFilter } from '@/components/browse/category-filter'
import { SortLinks } from '@/components/browse/sort-links'
import type { BrowseSelection, BrowseView } from '@/lib/serving/views'
import { nothing } from '../serving/selections'

const view = (changes: Partial<BrowseView>, selection: Partial<BrowseSelection> = {}): BrowseView => ({
  selection: { ...nothing, ...selection },
  models: [],
  pictures: [],
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
