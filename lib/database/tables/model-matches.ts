import type { SearchDialect } from '../dialect'
import { dialect, statement, type Value, type Work } from '../statement'
import { anywhere, type FilterKind, filterToken, searchWords } from './search-words'

/** What a model must have to be listed; every condition that is set must hold. */
export type ModelFilter = {
  query?: string
  category?: string
  tag?: string
  license?: string
  author?: string
}

/**
 * The models that pass a filter, listed or not. `ids` has them, in no order, when they are few; it is null when they are
 * many, or all. `some` are some of them when they are many.
 */
export type Matches = { filter: ModelFilter; ids: number[] | null; some: number[] }

/**
 * Up to how many models are few: to sort them, at some 2 microseconds each, is quick. Of more, an index is walked in
 * the order asked for until the page is full, which is soon: one in fifty of 100,000 models matches.
 */
export const FEW_MODELS = 2_000

/** Finds the models that pass a filter. */
export function* matchModels(filter: ModelFilter, few = FEW_MODELS): Work<Matches> {
  if (filter.query !== undefined && searchWords(filter.query).length === 0) {
    return { filter, ids: [], some: [] }
  }
  const { search } = yield* dialect()
  const expression = expressionOf(search, filter)
  const found = expression === null ? null : yield* firstFound(expression, few + 1)
  return found === null || found.length > few
    ? { filter, ids: null, some: found ?? [] }
    : { filter, ids: found, some: [] }
}

/** The full-text expression that finds what passes a filter; null when everything does. */
export function expressionOf(search: SearchDialect, filter: ModelFilter): string | null {
  const words = searchWords(filter.query ?? '')
  if (words.length > 0) return withinFilter(search, filter, anywhere(search, words))
  const tokens = filterTokens(filter)
  return tokens.length > 0 ? search.all(tokens.map(search.filter)) : null
}

/** The tokens that a model has when it passes a filter, apart from its query. */
export function filterTokens({ category, tag, license, author }: ModelFilter): string[] {
  const token = (kind: FilterKind, name: string | undefined) =>
    name === undefined ? [] : [filterToken(kind, name)]
  return [
    ...token('category', category),
    ...token('tag', tag),
    ...token('license', license),
    ...token('author', author),
  ]
}

/** What passes a filter apart from its query, and is found by an expression, as one expression. */
export function withinFilter(search: SearchDialect, filter: ModelFilter, expression: string): string {
  return search.all([...filterTokens(filter).map(search.filter), expression])
}

const idsFound = statement<[string, number], { modelId: number }>(
  ({ foundModels }) => `${foundModels} LIMIT ?`,
)

/** The ids that an expression finds; null when there are more than a limit. */
export function* idsUpTo(expression: string, limit = FEW_MODELS): Work<number[] | null> {
  const found = yield* firstFound(expression, limit + 1)
  return found.length > limit ? null : found
}

function* firstFound(expression: string, most: number): Work<number[]> {
  return (yield* idsFound.all(expression, most)).map(({ modelId }) => modelId)
}

/** How many of the matches are listed, or `limit` when there are more. */
export function* countMatchesUpTo({ filter, ids, some }: Matches, limit: number): Work<number> {
  const { eachNumber, foundModels, joinedInOrder, walking, search } = yield* dialect()
  const listed = `${joinedInOrder} Model ${walking('Model_listed_idx')} ON Model.id =`
  const given = ids ?? some
  if (ids !== null || given.length >= limit) {
    const from = `${eachNumber} AS wanted ${listed} wanted.value`
    const count = yield* countUpTo(from, [JSON.stringify(given)], limit)
    // Of many it is soon known that there are enough.
    if (ids !== null || count === limit) return count
  }
  const expression = expressionOf(search, filter)
  if (expression === null) return yield* countUpTo('Model', [], limit)
  return yield* countUpTo(`(${foundModels}) AS found ${listed} found.modelId`, [expression], limit)
}

function* countUpTo(from: string, values: Value[], limit: number): Work<number> {
  const counted = statement<Value[], { count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${from} WHERE isListed LIMIT ?) AS counted`,
  )
  return (yield* counted.first(...values, limit))?.count ?? 0
}
