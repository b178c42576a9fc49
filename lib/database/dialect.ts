import type { Value } from './statement'

/** What databases have different words for. Everything else is said once, in {@link ./statement.ts}. */
export type Dialect = {
  name: 'SQLite' | 'PostgreSQL'
  /** A table (key, value) of the numbers of a list, which is given as JSON; `key` counts from 0. */
  eachNumber: string
  /** The same of texts. */
  eachText: string
  /** The one column of a query, as a list in JSON. */
  listOf(query: string): string
  /** To be said behind a table: the index that is walked, whatever the planner would choose. */
  walking(index: string): string
  /** The same: no index is walked to put rows in order. */
  walkingNone: string
  /** Joins tables in the order in which they are written. */
  joinedInOrder: string
  /** The models, as modelId, that the full-text index finds by an expression, which is given. */
  foundModels: string
  /** Whether the id of a model is among those of a list, which is given as JSON: of all models only those are looked at. */
  isGivenId: string
  /** Whether it is among {@link foundModels}, which are found once: for models that are walked in order. */
  isFoundId: string
  /**
   * Whether a full-text expression, which is given, finds a model: each that is walked over is looked at by itself, which costs less
   * than to find all where many are found. Null where that costs more.
   */
  isFound: string | null
  /** The column of the full-text index that has the id of the model. */
  searchKey: string
  /** A row of the full-text index, by column. */
  searchRow(modelId: number, texts: SearchTexts): Record<string, Value>
  /** Whole seconds since a time, by the clock of the database. */
  secondsSince(column: string): string
  /** Sorts embeddings by when they were written. */
  embeddedInTurn: string
  /** Sorts by when a model was published, the unknown last when descending. */
  publishedAt: string
  /** `publishedAt` as a given value, which is a text, empty for the unknown. */
  publishedAtOf(text: string): string
  /** Full-text expressions. */
  search: SearchDialect
}

/** What a model is found by: tokens, with a space between. */
export type SearchTexts = { name: string; tags: string; filters: string }

/** How full-text expressions are written. Each finds models, and stands by itself within another one. */
export type SearchDialect = {
  /** What has these tokens side by side, in the name or the tags, or in the name alone; the last may go on. */
  tokens(tokens: readonly string[], where: 'name' | 'anywhere', mayGoOn: boolean): string
  /** What has a token among its filters. */
  filter(token: string): string
  /** What all of one or more find. */
  all(expressions: readonly string[]): string
  /** What any of one or more finds. */
  any(expressions: readonly string[]): string
  /** What one finds and the other does not. */
  without(one: string, other: string): string
}

/** Full-text expressions as one, which stands by itself within another. @param operator with spaces around it */
export function joinedExpressions(expressions: readonly string[], operator: string): string {
  return expressions.length === 1 ? expressions.join('') : `(${expressions.join(operator)})`
}
