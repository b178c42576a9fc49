import type { BrowseSelection } from '@/lib/serving/views'

/** What the browse page is asked for by an address without parameters. */
export const nothing: BrowseSelection = {
  query: undefined,
  category: undefined,
  tag: undefined,
  license: undefined,
  author: undefined,
  exact: undefined,
  sort: undefined,
  cursor: undefined,
}
