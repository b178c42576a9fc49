import { renderToStaticMarkup } from 'react-dom/server'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { expect, it } from 'vitest'
import { filterQuery } from '@/components/models/filter-path'
import { FilterRow } from '@/components/models/filter-row'
import { chosenFilters } from '@/components/models/filter-words'
import { parseFilter } from '@/lib/serving/filter-in-address'
import type { FilterView } from '@/lib/serving/views'
import { router } from '../fixtures/router'

const NOTHING: FilterView = {
  chosen: {},
  category: null,
  tag: null,
  license: null,
  author: null,
  notAuthor: null,
  downloadable: null,
  animated: null,
  hasLikes: false,
  faces: null,
}

const row = (changes: Partial<FilterView>, kept?: [string, string][]) =>
  renderToStaticMarkup(
    <AppRouterContext value={router}>
      <FilterRow view={{ ...NOTHING, ...changes }} address="/models/cup" author="Ada" kept={kept} />
    </AppRouterContext>,
  )

it('offers what tells models apart, with how many would be left, and nothing where nothing does', () => {
  expect(row({})).toBe('')
  const html = row({ tag: [{ name: 'a <b>', count: 3 }], notAuthor: 7, faces: { least: 4, most: 900 } })
  expect(html).toContain('<option value="a &lt;b&gt;">a &lt;b&gt; (3)</option>')
  expect(html).toContain('Not by Ada (7)')
  expect(html).toMatch(/name="minFaces"/)
  for (const name of ['category', 'license', 'author', 'downloadable', 'animated', 'minLikes'])
    expect(html).not.toContain(`name="${name}"`)
})

it('shows each that is chosen with a way to remove it alone, and keeps what the page has besides', () => {
  const chosen = { author: 'Bea & Co', minFaces: 10, maxFaces: 2000, animated: true as const }
  const html = row({ chosen }, [['plus', 'a,b']])
  expect(html).toContain('by Bea &amp; Co')
  expect(html).toContain('10 to 2,000 faces')
  expect(html).toContain('href="/models/cup?plus=a%2Cb&amp;author=Bea+%26+Co&amp;animated=true"')
  expect(html).toContain('href="/models/cup?plus=a%2Cb"')
  expect(html).toContain('<input type="hidden" name="plus" value="a,b"/>')
})

it('is written in an address as it is read from it', () => {
  const filter = { tag: 'x=&y', notAuthor: true as const, minLikes: 0, maxFaces: 12 }
  const address = filterQuery(filter)
  expect(address).toBe('tag=x%3D%26y&notAuthor=true&minLikes=0&maxFaces=12')
  const read = parseFilter(Object.fromEntries(new URLSearchParams(address)))
  expect(read.notes).toEqual([])
  expect(JSON.parse(JSON.stringify(read.filter))).toEqual(filter)
  expect(chosenFilters(filter).map(({ words }) => words)).toEqual([
    'tagged x=&y',
    'by others',
    '0 likes or more',
    'at most 12 faces',
  ])
})

it('is read without what cannot be used of it, which is said', () => {
  const { filter, notes } = parseFilter({
    minLikes: '1e9',
    animated: 'perhaps',
    tag: ['one', 'two'],
    author: '',
  })
  expect(filterQuery(filter)).toBe('tag=one')
  expect(notes).toEqual([
    'animated must be true or false, not “perhaps”: that filter is left out.',
    'minLikes must be a whole number from 0 to 2147483647, not “1e9”: that filter is left out.',
  ])
})
