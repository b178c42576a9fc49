import type { Connection } from './connection'

export type ModelOrder = 'likes' | 'name' | 'recent' | 'relevance'

/** What a model must have to be listed; every condition that is set must hold. */
export type ModelFilter = { query?: string; category?: string; tag?: string; license?: string }

/**
 * A place in a listing: the sort key and the id of the last model before it. The key is the number of
 * likes, the name, the publication date as stored (null when unknown) or the search score, by the order.
 */
export type ListingPosition = { order: ModelOrder; key: number | string | null; id: number }

export type ListingPage = { ids: number[]; next: ListingPosition | null }

/**
 * Up to how many matches a search is ranked by bm25. Scoring costs about half a microsecond a match, so
 * that one letter over 100,000 models takes 40 ms; and words that so many models share say too little to
 * rank by. Such a search lists the most liked first.
 */
const RANKED_MATCHES = 5_000

/** How many times a word in the name counts for one in the tags. */
const NAME_WEIGHT = 5

/** Above any bm25 score: names that begin with what was typed come first, and before them those that are it. */
const NAME_FIRST = 1_000

type Sql = { text: string; values: (string | number | null)[] }

const ORDERS = {
  likes: { key: 'likeCount', by: 'likeCount DESC, id', index: 'Model_likeCount_id_idx' },
  name: { key: 'name', by: 'name COLLATE NOCASE, id', index: 'Model_name_id_idx' },
  recent: { key: 'publishedAt', by: 'publishedAt DESC, id', index: 'Model_publishedAt_id_idx' },
} as const

/**
 * Turns what somebody typed into an FTS5 expression: every word must occur, and the last letters of each
 * may still be missing. Only letters and digits reach the expression, so that no input is a syntax error.
 * Null when there is no word in it.
 */
export function searchExpression(query: string): string | null {
  const words = query.normalize('NFKC').match(/[\p{L}\p{N}]+/gu)
  return words && words.map((word) => `"${word}"*`).join(' ')
}

function conditions(filter: ModelFilter, expression: string | null): Sql {
  const all: { text: string; value?: string }[] = [{ text: 'isListed' }]
  if (filter.license !== undefined) all.push({ text: 'license = ?', value: filter.license })
  if (filter.category !== undefined) {
    all.push({
      text: 'id IN (SELECT modelId FROM ModelCategory WHERE categoryId = (SELECT id FROM Category WHERE name = ?))',
      value: filter.category,
    })
  }
  if (filter.tag !== undefined) {
    all.push({
      text: 'id IN (SELECT modelId FROM ModelTag WHERE tagId = (SELECT id FROM Tag WHERE name = ?))',
      value: filter.tag,
    })
  }
  if (expression !== null) {
    all.push({ text: 'id IN (SELECT rowid FROM ModelSearch WHERE ModelSearch MATCH ?)', value: expression })
  }
  return {
    text: all.map(({ text }) => text).join(' AND '),
    values: all.flatMap(({ value }) => value ?? []),
  }
}

function after(position: ListingPosition | null): Sql {
  if (!position) return { text: '', values: [] }
  const { order, key, id } = position
  switch (order) {
    case 'likes':
      return { text: 'AND (likeCount < ? OR (likeCount = ? AND id > ?))', values: [key, key, id] }
    case 'name':
      return { text: 'AND (name COLLATE NOCASE, id) > (?, ?)', values: [key, id] }
    case 'recent':
      if (key === null) return { text: 'AND publishedAt IS NULL AND id > ?', values: [id] }
      return {
        text: 'AND (publishedAt < ? OR publishedAt IS NULL OR (publishedAt = ? AND id > ?))',
        values: [key, key, id],
      }
    case 'relevance':
      return { text: 'AND (score, id) > (?, ?)', values: [key, id] }
  }
}

/** How many matches an expression has, or `limit` when it has more. */
function countMatches(connection: Connection, expression: string, limit: number): number {
  const statement = connection.prepare<[string, number], { count: number }>(
    'SELECT count(*) AS count FROM (SELECT 1 FROM ModelSearch WHERE ModelSearch MATCH ? LIMIT ?)',
  )
  return statement.get(expression, limit)?.count ?? 0
}

/**
 * One page of the models that pass a filter, as ids in order. `next` is the place to go on from, null on
 * the last page. A model that is added or removed meanwhile neither repeats nor hides another.
 *
 * @param order `relevance` needs a query; without one, and for a search with too many matches to rank, the
 *   most liked come first.
 * @param limit 1 or more.
 */
export function listModelIds(
  connection: Connection,
  filter: ModelFilter,
  order: ModelOrder,
  position: ListingPosition | null,
  limit: number,
): ListingPage {
  const expression = filter.query === undefined ? null : searchExpression(filter.query)
  if (filter.query !== undefined && expression === null) return { ids: [], next: null }

  const isBroad =
    expression !== null && countMatches(connection, expression, RANKED_MATCHES + 1) > RANKED_MATCHES
  const wanted = position?.order ?? order
  const used = wanted === 'relevance' && (expression === null || (isBroad && !position)) ? 'likes' : wanted
  const rows =
    used === 'relevance' && expression !== null
      ? rankedRows(connection, filter, expression, position, limit + 1)
      : orderedRows(
          connection,
          filter,
          expression,
          used === 'relevance' ? 'likes' : used,
          isBroad,
          position,
          limit + 1,
        )

  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    ids: page.map(({ id }) => id),
    next: rows.length > limit && last ? { order: used, key: last.key, id: last.id } : null,
  }
}

type KeyedRow = { id: number; key: number | string | null }

function rankedRows(
  connection: Connection,
  filter: ModelFilter,
  expression: string,
  position: ListingPosition | null,
  limit: number,
): KeyedRow[] {
  const where = conditions(filter, null)
  const from = after(position)
  // What stands around the words says nothing; within, it may be part of the name.
  const typed = (filter.query ?? '')
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/[\\%_]/g, '\\$&')
  return connection
    .prepare<unknown[], KeyedRow>(
      `SELECT id, score AS key
       FROM (
         SELECT rowid, bm25(ModelSearch, ${NAME_WEIGHT}, 1)
           - ${NAME_FIRST} * ((name LIKE ? ESCAPE '\\') + (name LIKE ? ESCAPE '\\')) AS score
         FROM ModelSearch WHERE ModelSearch MATCH ?
       ) AS match
       JOIN Model ON Model.id = match.rowid
       WHERE ${where.text} ${from.text} ORDER BY score, id LIMIT ?`,
    )
    .all(typed, `${typed}%`, expression, ...where.values, ...from.values, limit)
}

function orderedRows(
  connection: Connection,
  filter: ModelFilter,
  expression: string | null,
  order: keyof typeof ORDERS,
  isBroad: boolean,
  position: ListingPosition | null,
  limit: number,
): KeyedRow[] {
  const { key, by, index } = ORDERS[order]
  const where = conditions(filter, expression)
  const from = after(position)
  // With many matches, walking the order until the page is full beats sorting them all (5 ms against 30 ms).
  const source = isBroad ? `Model INDEXED BY ${index}` : 'Model'
  return connection
    .prepare<unknown[], KeyedRow>(
      `SELECT id, ${key} AS key FROM ${source} WHERE ${where.text} ${from.text} ORDER BY ${by} LIMIT ?`,
    )
    .all(...where.values, ...from.values, limit)
}

/** How many models pass a filter, or `limit` when there are more. */
export function countModelsUpTo(connection: Connection, filter: ModelFilter, limit: number): number {
  const expression = filter.query === undefined ? null : searchExpression(filter.query)
  if (filter.query !== undefined && expression === null) return 0
  const where = conditions(filter, expression)
  const statement = connection.prepare<unknown[], { count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM Model WHERE ${where.text} LIMIT ?)`,
  )
  return statement.get(...where.values, limit)?.count ?? 0
}
