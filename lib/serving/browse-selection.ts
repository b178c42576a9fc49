import { listParameters } from './parameters'
import type { BrowseSelection } from './views'

/**
 * Reads what the browse page is asked to show out of its address. Unlike the API it overlooks what it
 * cannot use: a person with a mistyped or old address gets a gallery, not an error.
 */
export function parseSelection(parameters: Record<string, string | string[] | undefined>): BrowseSelection {
  const usable = (name: keyof BrowseSelection) => {
    const given = parameters[name]
    return Array.isArray(given) ? given[0] : given
  }
  const { query, category, tag, license, sort, cursor } = listParameters.shape
  const selection = {
    query: query.catch(undefined).parse(usable('query')),
    category: category.catch(undefined).parse(usable('category')),
    tag: tag.catch(undefined).parse(usable('tag')),
    license: license.catch(undefined).parse(usable('license')),
    sort: sort.catch(undefined).parse(usable('sort')),
    cursor: cursor.catch(undefined).parse(usable('cursor')),
  }
  const isRankable = selection.query !== undefined
  return { ...selection, sort: selection.sort === 'relevance' && !isRankable ? undefined : selection.sort }
}
