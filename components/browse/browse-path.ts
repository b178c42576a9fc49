import type { BrowseSelection } from '@/lib/serving/views'

/** The address of the browse page with a selection, the same for the same selection. */
export function browsePath(selection: Partial<BrowseSelection>): string {
  const { query, exact, category, tag, license, author, sort, cursor } = selection
  const asked = { query, exact: exact && 'true', category, tag, license, author, sort, cursor }
  const wanted = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return wanted.length > 0 ? `/?${new URLSearchParams(wanted)}` : '/'
}
