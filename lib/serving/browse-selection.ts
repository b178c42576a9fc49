import type { z } from 'zod'
import { beginningOf } from '@/lib/text/cut-text'
import { TOLD_LENGTH } from '@/lib/http/read-request'
import { listParameters, MAX_QUERY_LENGTH } from './parameters'
import type { BrowseSelection } from './views'

/** What an address asks for, and in sentences what the page does not do of it. */
type Asked = { selection: BrowseSelection; notes: string[] }

export const NO_SUCH_PAGE = 'The address asks for a page that this list does not have: this is the first one.'

/**
 * Reads what the browse page is asked to show out of its address. Unlike the API it does without what it cannot use,
 * and says so: a person with a mistyped or old address gets a gallery, not an error.
 */
export function parseSelection(parameters: Record<string, string | string[] | undefined>): Asked {
  const notes: string[] = []
  const given = (name: keyof BrowseSelection) => {
    const value = parameters[name]
    if (!Array.isArray(value)) return value
    if (value.length > 1) notes.push(`The address has ${name} more than once: the first one counts.`)
    return value[0]
  }
  function read<Value>(
    name: keyof BrowseSelection,
    schema: z.ZodType<Value>,
    note: (text: string) => string,
  ) {
    const text = given(name)
    const parsed = schema.safeParse(text || undefined)
    if (parsed.success) return parsed.data
    notes.push(note(text ?? ''))
    return undefined
  }

  const { query, exact, category, tag, license, author, sort, cursor } = listParameters.shape
  const tooLong = (what: string) => () =>
    `No ${what} has a name as long as the one in the address, which is left out.`
  const words = query.parse(searched(given('query') ?? '', notes))
  const order = read(
    'sort',
    sort,
    (text) => `“${beginningOf(text, TOLD_LENGTH)}” is not an order: this is the usual one.`,
  )
  const tagName = read('tag', tag, tooLong('tag'))
  const isUsual = (order === 'relevance' && words === undefined) || (order === 'fit' && tagName === undefined)
  return {
    selection: {
      query: words,
      category: read('category', category, tooLong('category')),
      tag: tagName,
      license: read('license', license, tooLong('licence')),
      author: read('author', author, tooLong('author')),
      exact: words === undefined ? undefined : exact.safeParse(given('exact')).data,
      sort: isUsual ? undefined : order,
      cursor: read('cursor', cursor, () => NO_SUCH_PAGE),
    },
    notes,
  }
}

/** As much of a search as is looked for. */
function searched(text: string, notes: string[]): string {
  const characters = [...text.trim()]
  if (characters.length <= MAX_QUERY_LENGTH) return text
  notes.push(
    `That is more than ${MAX_QUERY_LENGTH} characters to search for: this is what the first ${MAX_QUERY_LENGTH} find.`,
  )
  return characters.slice(0, MAX_QUERY_LENGTH).join('')
}
