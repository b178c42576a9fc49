import type { Dialect } from '../dialect'
import { dialect, statement, type Value, type Work } from '../statement'
import { NOTHING, type Part, partsByCloseness, type Sql, wholePart } from './listing-parts'
import { idsUpTo, type Matches } from './model-matches'
import { readSearchEntries, type SearchEntry } from './search-entries'

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

const INDEXES = {
  likes: 'Model_likeCount_id_idx',
  name: 'Model_nameKey_id_idx',
  recent: 'Model_publishedAt_id_idx',
  relevance: 'Model_likeCount_nameKey_id_idx',
} as const

function sorting(order: ModelOrder, { publishedAt }: Dialect): string {
  switch (order) {
    case 'likes':
      return 'likeCount DESC, id'
    case 'name':
      return 'nameKey, id'
    case 'recent':
      return `${publishedAt} DESC, id`
    case 'relevance':
      return 'likeCount DESC, nameKey, id'
  }
}

function after(position: ListingPosition | null, { publishedAt, publishedAtOf }: Dialect): Sql {
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
      const given = publishedAtOf(position.publishedAt)
      return {
        text: `AND ${publishedAt} <= ? AND (${publishedAt} < ? OR id > ?)`,
        values: [given, given, position.id],
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

/** How many of the next models are looked at one by one, where a database does that: of 100,000, these have a page of whatever
 * finds one in fifty. */
const LOOKED_AT = 3_000

/** The next models in an order, and what has been read of them, a block after another. */
type Walk = { ids: number[]; blocks: SearchEntry[][] }

/** By where they go. Parts of a listing often go the same way. */
type Walks = Map<string, Walk>

/** The listed models of a part, from a place on, in order. */
export function* idsInOrder(
  part: Part,
  order: ModelOrder,
  position: ListingPosition | null,
  limit: number,
  walks: Walks,
): Work<number[]> {
  const { ids, expression, isMany, where } = part
  if (ids?.length === 0) return []
  const words = yield* dialect()
  const from = after(position, words)
  function* idsFrom(source: string, among: string, values: Value[], most: number): Work<number[]> {
    const listed = statement<Value[], { id: number }>(
      `SELECT id FROM Model ${source} WHERE isListed ${among} ${where.text} ${from.text} ORDER BY ${sorting(order, words)} LIMIT ?`,
    )
    const rows = yield* listed.all(...values, ...where.values, ...from.values, most)
    return rows.map(({ id }) => id)
  }
  const idsAmong = (few: readonly number[]) =>
    idsFrom(words.walkingNone, `AND ${words.isGivenId}`, [JSON.stringify(few)], limit)

  if (ids !== null) return yield* idsAmong(ids)
  const walked = words.walking(part.index ?? INDEXES[order])
  if (expression === null) return yield* idsFrom(walked, '', [], limit)
  const way = JSON.stringify([walked, where, from])
  const walk = walks.get(way) ?? { ids: yield* idsFrom(walked, '', [], READ_MODELS), blocks: [] }
  walks.set(way, walk)
  const first = yield* firstMatches(part, walk, limit)
  if (first) return first
  const few = isMany ? null : yield* idsUpTo(expression)
  if (few) return yield* idsAmong(few)
  if (words.isFound !== null) {
    const near = statement<Value[], { id: number }>(
      `SELECT id FROM (
         SELECT id, likeCount, nameKey, publishedAt FROM Model ${walked} WHERE isListed ${where.text} ${from.text}
         ORDER BY ${sorting(order, words)} LIMIT ${LOOKED_AT}
       ) AS Model WHERE ${words.isFound} ORDER BY ${sorting(order, words)} LIMIT ?`,
    )
    const rows = yield* near.all(...where.values, ...from.values, expression, limit)
    if (rows.length === limit) return rows.map(({ id }) => id)
  }
  return yield* idsFrom(walked, `AND ${words.isFoundId}`, [expression], limit)
}

/**
 * The first models of a part among the next in order. Null when there are too few of them to fill a page: then to have
 * the full-text index find all, which takes as long as they are many, is quick.
 */
function* firstMatches(part: Part, { ids, blocks }: Walk, limit: number): Work<number[] | null> {
  const found: number[] = []
  for (let read = 0; read < ids.length; read += READ_AT_ONCE) {
    const place = read / READ_AT_ONCE
    const entries = (blocks[place] ??= yield* readSearchEntries(ids.slice(read, read + READ_AT_ONCE)))
    for (const entry of entries) if (part.has(entry)) found.push(entry.id)
    if (found.length >= limit) return found.slice(0, limit)
    const isThin = found.length * READ_MODELS < limit * (read + READ_AT_ONCE)
    if (isThin && ids.length === READ_MODELS) return null
  }
  return ids.length < READ_MODELS ? found : null
}

const findPlace = statement<[number], { likeCount: number; nameKey: string; publishedAt: string | null }>(
  'SELECT likeCount, nameKey, publishedAt FROM Model WHERE id = ?',
)

function* positionOf(id: number, order: ModelOrder, part: number): Work<ListingPosition> {
  const { likeCount = 0, nameKey = '', publishedAt = null } = (yield* findPlace.first(id)) ?? {}
  switch (order) {
    case 'likes':
      return { order, likeCount, id }
    case 'name':
      return { order, nameKey, id }
    case 'recent':
      return { order, publishedAt: publishedAt ?? '', id }
    case 'relevance':
      return { order, part, likeCount, nameKey, id }
  }
}

/**
 * One page of the matches that are listed, as ids in order. `next` is the place to go on from, null on the last page. A
 * model that is added or removed meanwhile neither repeats nor hides another.
 *
 * By `relevance` come the names that are what was typed, then those that have all of its words, then those with words
 * that begin so, then what has some of them in its tags, whole words first again, last what other ways of reading the words
 * find; of each the most liked come first, and those that are liked as much by name. Without a query, `relevance` is `likes`.
 *
 * @param position of a page of the same filter and order
 * @param limit 1 or more
 */
export function* listModelIds(
  matches: Matches,
  order: ModelOrder,
  position: ListingPosition | null,
  limit: number,
): Work<ListingPage> {
  const { query } = matches.filter
  const used = order === 'relevance' && query === undefined ? 'likes' : order
  const parts = used === 'relevance' ? yield* partsByCloseness(matches) : [yield* wholePart(matches)]

  const start = position?.order === 'relevance' ? position.part : 0
  const walks: Walks = new Map()
  const found: { id: number; part: number }[] = []
  for (const [part, toRead] of parts.entries()) {
    const missing = limit + 1 - found.length
    if (part < start || missing === 0) continue
    const from = part === start ? position : null
    const read = typeof toRead === 'function' ? yield* toRead() : toRead
    for (const id of yield* idsInOrder(read, used, from, missing, walks)) found.push({ id, part })
  }

  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    ids: page.map(({ id }) => id),
    next: found.length > limit && last ? yield* positionOf(last.id, used, last.part) : null,
  }
}
