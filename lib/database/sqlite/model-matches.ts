import type { Connection } from './connection'
import { anywhere, type FilterKind, filterToken, searchWords } from './search-words'

/** What a model must have to be listed; every condition that is set must hold. */
export type ModelFilter = { query?: string; category?: string; tag?: string; license?: string }

/**
 * The models that pass a filter, listed or not. `ids` has them, in no order, when they are few; it is null when they are
 * many, or all.
 */
export type Matches = { filter: ModelFilter; ids: number[] | null }

/**
 * Up to how many models are few: to sort them, at some 2 microseconds each, is quick. Of more, an index is walked in
 * the order asked for until the page is full, which is soon: one in fifty of 100,000 models matches.
 */
export const FEW_MODELS = 2_000

/** Finds the models that pass a filter. */
export function matchModels(connection: Connection, filter: ModelFilter, few = FEW_MODELS): Matches {
  if (filter.query !== undefined && searchWords(filter.query).length === 0) return { filter, ids: [] }
  const expression = expressionOf(filter)
  return { filter, ids: expression === null ? null : idsUpTo(connection, expression, few) }
}

/** The full-text expression that finds what passes a filter; null when everything does. */
export function expressionOf(filter: ModelFilter): string | null {
  const words = searchWords(filter.query ?? '')
  return withinFilter(filter, words.length > 0 ? anywhere(words) : null) || null
}

/** The tokens that a model has when it passes a filter, apart from its query. */
export function filterTokens({ category, tag, license }: ModelFilter): string[] {
  const token = (kind: FilterKind, name: string | undefined) =>
    name === undefined ? [] : [filterToken(kind, name)]
  return [...token('category', category), ...token('tag', tag), ...token('license', license)]
}

/** What passes a filter apart from its query, and is found by an expression, as one expression. */
export function withinFilter(filter: ModelFilter, expression: string | null): string {
  const tokens = filterTokens(filter).map((token) => `"${token}"`)
  return [...tokens, ...(expression === null ? [] : [`(${expression})`])].join(' AND ')
}

/** The ids that an expression finds; null when there are more than a limit. */
export function idsUpTo(connection: Connection, expression: string, limit = FEW_MODELS): number[] | null {
  const ids = connection
    .prepare<[string, number], number>('SELECT rowid FROM ModelSearch WHERE ModelSearch MATCH ? LIMIT ?')
    .pluck()
    .all(expression, limit + 1)
  return ids.length > limit ? null : ids
}

/** How many of the matches are listed, or `limit` when there are more. */
export function countMatchesUpTo(connection: Connection, { filter, ids }: Matches, limit: number): number {
  const count = (from: string, ...values: string[]) =>
    connection
      .prepare<unknown[], number>(`SELECT count(*) FROM (SELECT 1 FROM ${from} AND isListed LIMIT ?)`)
      .pluck()
      .get(...values, limit) ?? 0
  const listed = 'CROSS JOIN Model INDEXED BY Model_listed_idx ON Model.id ='
  if (ids !== null)
    return count(`json_each(?) AS wanted ${listed} wanted.value WHERE true`, JSON.stringify(ids))
  const expression = expressionOf(filter)
  if (expression === null) return count('Model WHERE true')
  return count(`ModelSearch ${listed} ModelSearch.rowid WHERE ModelSearch MATCH ?`, expression)
}
