import type { Connection } from './connection'
import { NOTHING, type Part, partsByCloseness, type Sql, wholePart } from './listing-parts'
import type { Matches } from './model-matches'
import { readSearchEntries } from './search-entries'

export type ModelOrder = 'likes' | 'name' | 'recent' | 'relevance'

/** A place in a listing: that of the last model before it. */
export type ListingPosition =
  | { order: 'likes'; likeCount: number; id: number }
  | { order: 'name'; nameKey: string; id: number }
  /** `publishedAt` as stored, and empty when unknown. */
  | { order: 'recent'; publishedAt: string; id: number }
  /** `part` counts the parts of the matches, the closest first, from 0. */
  | { order: 'relevance'; part: number; likeCount: number; nameKey: string; id: number }

export type ListingPage = { ids: number[]; next: ListingPosition | null }

const ORDERS = {
  likes: { by: 'likeCount DESC, id', index: 'Model_likeCount_id_idx' },
  name: { by: 'nameKey, id', index: 'Model_nameKey_id_idx' },
  recent: { by: "ifnull(publishedAt, '') DESC, id", index: 'Model_publishedAt_id_idx' },
  relevance: { by: 'likeCount DESC, nameKey, id', index: 'Model_likeCount_nameKey_id_idx' },
} as const

function after(position: ListingPosition | null): Sql {
  switch (position?.order) {
    case undefined:
      return NOTHING
    case 'likes': {
      const { likeCount, id } = position
      return {
        text: 'AND likeCount <= ? AND (likeCount < ? OR id > ?)',
        values: [likeCount, likeCount, id],
      }
    }
    case 'name':
      return { text: 'AND (nameKey, id) > (?, ?)', values: [position.nameKey, position.id] }
    case 'recent': {
      const { publishedAt, id } = position
      return {
        text: "AND ifnull(publishedAt, '') <= ? AND (ifnull(publishedAt, '') < ? OR id > ?)",
        values: [publishedAt, publishedAt, id],
      }
    }
    case 'relevance': {
      const { likeCount, nameKey, id } = position
      return {
        text: 'AND likeCount <= ? AND (likeCount < ? OR (nameKey, id) > (?, ?))',
        values: [likeCount, likeCount, nameKey, id],
      }
    }
  }
}

/** How many of the next models in an order are read, at most and at once, before the full-text index is asked. */
const READ_MODELS = 200
const READ_AT_ONCE = 50

/** The listed models of a part, from a place on, in order. */
function idsInOrder(
  connection: Connection,
  part: Part,
  order: ModelOrder,
  position: ListingPosition | null,
  limit: number,
): number[] {
  const { ids, expression, where } = part
  if (ids?.length === 0) return []
  const { by, index } = ORDERS[order]
  const from = after(position)
  const idsFrom = (source: string, among: string, values: string[], most: number) =>
    connection
      .prepare<unknown[], number>(
        `SELECT id FROM Model ${source} WHERE isListed ${among} ${where.text} ${from.text} ORDER BY ${by} LIMIT ?`,
      )
      .pluck()
      .all(...values, ...where.values, ...from.values, most)

  if (ids !== null) {
    const among = 'AND id IN (SELECT value FROM json_each(?))'
    return idsFrom('NOT INDEXED', among, [JSON.stringify(ids)], limit)
  }
  const walked = `INDEXED BY ${part.index ?? index}`
  if (expression === null) return idsFrom(walked, '', [], limit)
  const next = idsFrom(walked, '', [], READ_MODELS)
  const among = 'AND id IN (SELECT rowid FROM ModelSearch WHERE ModelSearch MATCH ?)'
  return firstMatches(connection, part, next, limit) ?? idsFrom(walked, among, [expression], limit)
}

/**
 * The first models of a part among the next in order. Null when there are too few of them to fill a page: then to have
 * the full-text index find all, which takes as long as they are many, is quick.
 */
function firstMatches(connection: Connection, part: Part, next: readonly number[], limit: number) {
  const found: number[] = []
  for (let read = 0; read < next.length; read += READ_AT_ONCE) {
    const entries = readSearchEntries(connection, next.slice(read, read + READ_AT_ONCE))
    for (const entry of entries) if (part.has(entry)) found.push(entry.id)
    if (found.length >= limit) return found.slice(0, limit)
    const isThin = found.length * READ_MODELS < limit * (read + READ_AT_ONCE)
    if (isThin && next.length === READ_MODELS) return null
  }
  return next.length < READ_MODELS ? found : null
}

function positionOf(connection: Connection, id: number, order: ModelOrder, part: number): ListingPosition {
  const row = connection
    .prepare<[number], { likeCount: number; nameKey: string; publishedAt: string }>(
      "SELECT likeCount, nameKey, ifnull(publishedAt, '') AS publishedAt FROM Model WHERE id = ?",
    )
    .get(id)
  const { likeCount = 0, nameKey = '', publishedAt = '' } = row ?? {}
  switch (order) {
    case 'likes':
      return { order, likeCount, id }
    case 'name':
      return { order, nameKey, id }
    case 'recent':
      return { order, publishedAt, id }
    case 'relevance':
      return { order, part, likeCount, nameKey, id }
  }
}

/**
 * One page of the matches that are listed, as ids in order. `next` is the place to go on from, null on the last page. A
 * model that is added or removed meanwhile neither repeats nor hides another.
 *
 * By `relevance` come the names that are what was typed, then those that have all of its words, then those with words
 * that begin so, then what has some of them in its tags, whole words first again; of each the most liked come first,
 * and those that are liked as much by name. Without a query, `relevance` is `likes`.
 *
 * @param position of a page of the same filter and order
 * @param limit 1 or more
 */
export function listModelIds(
  connection: Connection,
  matches: Matches,
  order: ModelOrder,
  position: ListingPosition | null,
  limit: number,
): ListingPage {
  const { query } = matches.filter
  const used = order === 'relevance' && query === undefined ? 'likes' : order
  const parts =
    used === 'relevance' && query !== undefined
      ? partsByCloseness(connection, matches, query)
      : [() => wholePart(matches)]

  const start = position?.order === 'relevance' ? position.part : 0
  const found: { id: number; part: number }[] = []
  for (const [part, read] of parts.entries()) {
    const missing = limit + 1 - found.length
    if (part < start || missing === 0) continue
    const from = part === start ? position : null
    for (const id of idsInOrder(connection, read(), used, from, missing)) found.push({ id, part })
  }

  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    ids: page.map(({ id }) => id),
    next: found.length > limit && last ? positionOf(connection, last.id, used, last.part) : null,
  }
}
