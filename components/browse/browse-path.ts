import type { BrowseSelection } from '@/lib/serving/views'

/** The address of the browse page with a selection, the same for the same selection. */
export function browsePath(selection: Partial<BrowseSelection>): string {
  const { query, category, tag, license, author, sort, cursor } = selection
  const wanted = Object.entries({ query, category, tag, license, author, sort, cursor }).flatMap(
    ([name, value]) => (value === undefined ? [] : [[name, value]]),
  )
  return wanted.length > 0 ? `/?${new URLSearchParams(wanted)}` : '/'
}
