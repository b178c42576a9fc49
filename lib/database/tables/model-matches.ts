import type { SearchDialect } from '../dialect'
import { dialect, statement, type Value, type Work } from '../statement'
import { typedWay, widen } from './query-reading'
import { anyWay, type Reading, type Way } from './search-reading'
import { type FilterKind, filterToken, searchWords, typedName } from './search-words'

/** What a model must have to be listed; every condition that is set must hold. */
export type ModelFilter = {
  query?: string
  /** The words of the query as they are written alone, and all of them. */
  exact?: boolean
  category?: string
  tag?: string
  license?: string
  author?: string
}

/**
 * The models that pass a filter, listed or not. `ids` has them, in no order, when they are few; it is null when they are
 * many, or all. `some` are some of them when they are many. `reading` is what is looked for; empty without a query, or when
 * there is nothing to look for in it. `typed` is the query as it was typed, which is among that unless it finds nothing and
 * something else does, with how many models it finds, up to {@link ENOUGH_MODELS}, whatever else the filter asks for.
 */
export type Matches = {
  filter: ModelFilter
  reading: Reading
  typed: { way: Way; count: number } | null
  ids: number[] | null
  some: number[]
}

/**
 * Up to how many models are few: to sort them, at some 2 microseconds each, is quick. Of more, an index is walked in
 * the order asked for until the page is full, which is soon: one in fifty of 100,000 models matches.
 */
export const FEW_MODELS = 2_000

/** How many models are enough to take words for what was meant. */
const ENOUGH_MODELS = 6

/** Finds the models that pass a filter. */
export function* matchModels(filter: ModelFilter, few = FEW_MODELS): Work<Matches> {
  const { query, exact = false } = filter
  if (query === undefined) return yield* matchesOf(filter, { reading: [], typed: null }, few)
  const words = searchWords(query)
  if (words.length === 0) return { filter, reading: [], typed: null, ids: [], some: [] }
  const way = typedWay(words, typedName(query))
  const asTyped = yield* matchesOf(filter, { reading: [way], typed: { way, count: ENOUGH_MODELS } }, few)
  if (exact || (asTyped.ids === null && few >= ENOUGH_MODELS)) return asTyped
  // Whatever else the filter asks for, the words mean the same.
  const count = yield* countTyped(asTyped)
  if (count >= ENOUGH_MODELS) return asTyped
  const typed = { way, count }
  const others = yield* widen(way, count, ENOUGH_MODELS, countFound)
  if (others.length === 0) return { ...asTyped, typed }
  return yield* matchesOf(filter, { reading: count > 0 ? [way, ...others] : others, typed }, few)
}

function* matchesOf(
  filter: ModelFilter,
  { reading, typed }: Pick<Matches, 'reading' | 'typed'>,
  few: number,
): Work<Matches> {
  const { search } = yield* dialect()
  const expression = expressionOf(search, { filter, reading })
  const found = expression === null ? null : yield* firstFound(expression, few + 1)
  if (found !== null && found.length <= few) return { filter, reading, typed, ids: found, some: [] }
  return { filter, reading, typed, ids: null, some: found ?? [] }
}

/** How many listed models the words find as they were typed, up to {@link ENOUGH_MODELS}. */
function* countTyped({ filter, reading, ids }: Matches): Work<number> {
  const { eachNumber } = yield* dialect()
  const isFiltered = filterTokens(filter).length > 0
  if (ids !== null) {
    const from = yield* listedAmong(`${eachNumber} AS wanted`, 'wanted.value')
    const count = yield* countUpTo(from, [JSON.stringify(ids)], ENOUGH_MODELS)
    if (!isFiltered || count === ENOUGH_MODELS) return count
  }
  return yield* countFound(reading, [], ENOUGH_MODELS)
}

/** How many listed models a reading finds that ones before it do not, up to a limit. */
function* countFound(reading: Reading, besides: Reading, limit: number): Work<number> {
  const { search } = yield* dialect()
  const wanted = anyWay(search, reading)
  const expression = besides.length === 0 ? wanted : search.without(wanted, anyWay(search, besides))
  return yield* countExpressionUpTo(expression, limit)
}

/** How many listed models a full-text expression finds, up to a limit. */
export function* countExpressionUpTo(expression: string, limit: number): Work<number> {
  const { foundModels } = yield* dialect()
  const from = yield* listedAmong(`(${foundModels}) AS found`, 'found.modelId')
  return yield* countUpTo(from, [expression], limit)
}

/** The full-text expression that finds what passes a filter; null when everything does. */
export function expressionOf(
  search: SearchDialect,
  { filter, reading }: Pick<Matches, 'filter' | 'reading'>,
): string | null {
  if (reading.length > 0) return withinFilter(search, filter, anyWay(search, reading))
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
export function* countMatchesUpTo(matches: Matches, limit: number): Work<number> {
  const { eachNumber, search } = yield* dialect()
  const { ids, some } = matches
  const given = ids ?? some
  if (ids !== null || given.length >= limit) {
    const from = yield* listedAmong(`${eachNumber} AS wanted`, 'wanted.value')
    const count = yield* countUpTo(from, [JSON.stringify(given)], limit)
    // Of many it is soon known that there are enough.
    if (ids !== null || count === limit) return count
  }
  const expression = expressionOf(search, matches)
  if (expression === null) return yield* countUpTo('Model', [], limit)
  return yield* countExpressionUpTo(expression, limit)
}

/** Models that are among others, to be asked whether they are listed. */
function* listedAmong(others: string, id: string): Work<string> {
  const { joinedInOrder, walking } = yield* dialect()
  return `${others} ${joinedInOrder} Model ${walking('Model_listed_idx')} ON Model.id = ${id}`
}

function* countUpTo(from: string, values: Value[], limit: number): Work<number> {
  const counted = statement<Value[], { count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${from} WHERE isListed LIMIT ?) AS counted`,
  )
  return (yield* counted.first(...values, limit))?.count ?? 0
}
