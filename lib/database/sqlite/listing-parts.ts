import { sameName } from '@/lib/text/name-order'
import type { Connection } from './connection'
import { expressionOf, FEW_MODELS, filterTokens, idsUpTo, type Matches, withinFilter } from './model-matches'
import { readSearchEntries, type SearchEntry } from './search-entries'
import { byCloseness, closenessOf, searchWords, typedName } from './search-words'

export type Sql = { text: string; values: (string | number)[] }

export const NOTHING: Sql = { text: '', values: [] }

/**
 * Models that stand together in a listing: those among `ids` when these are known; else those that a full-text
 * expression finds (all, when it is null), which are those whose entry has what is asked for. Of these, the ones that a
 * condition holds for. `index` is the one that finds them soonest; null for that of the order.
 */
export type Part = {
  ids: number[] | null
  expression: string | null
  has: (entry: SearchEntry) => boolean
  where: Sql
  index: string | null
}

/** Up to how many models are read to see how close they are, at some 15 microseconds each. */
const READ_MODELS = 500

/** All matches as one part. */
export function wholePart({ filter, ids }: Matches): Part {
  const words = searchWords(filter.query ?? '')
  const has = (entry: SearchEntry) => passes(entry, filterTokens(filter)) && closenessTo(words, entry) >= 0
  return { ids, expression: expressionOf(filter), has, where: NOTHING, index: null }
}

/**
 * What a search finds, in parts, the closest first: the names that are what was typed, then as in {@link byCloseness}.
 * What is in a part is looked up when it is come to.
 */
export function partsByCloseness(connection: Connection, matches: Matches, query: string): (() => Part)[] {
  const { ids } = matches
  return ids !== null && ids.length <= READ_MODELS
    ? partsOfFew(connection, ids, query)
    : partsOfMany(connection, matches, query)
}

function partsOfFew(connection: Connection, ids: readonly number[], query: string): (() => Part)[] {
  const words = searchWords(query)
  const same = sameName(typedName(query))
  const parts = Array.from({ length: 5 }, (): number[] => [])
  for (const entry of readSearchEntries(connection, ids)) {
    const place = same.has(entry.nameKey) ? 0 : closenessTo(words, entry) + 1
    parts[place]?.push(entry.id)
  }
  return parts.map((part) => () => ({
    ids: part,
    expression: null,
    has: () => true,
    where: NOTHING,
    index: null,
  }))
}

function partsOfMany(connection: Connection, { filter }: Matches, query: string): (() => Part)[] {
  const words = searchWords(query)
  const { first, end } = sameName(typedName(query))
  const tokens = filterTokens(filter)
  const where: Sql = { text: 'AND (nameKey < ? OR nameKey >= ?)', values: [first, end] }
  const parts = byCloseness(words).map((found, closeness) => () => {
    const expression = withinFilter(filter, found)
    const has = (entry: SearchEntry) => passes(entry, tokens) && closenessTo(words, entry) === closeness
    return { ids: idsUpTo(connection, expression), expression, has, where, index: null }
  })
  const [inName] = parts
  return inName ? [() => sameNamePart(connection, inName, first, end), ...parts] : []
}

/** Those of a part that have the name that was typed, be it written otherwise. */
function sameNamePart(connection: Connection, read: () => Part, first: string, end: string): Part {
  const where: Sql = { text: 'AND nameKey >= ? AND nameKey < ?', values: [first, end] }
  const index = 'Model_nameKey_id_idx'
  const named = connection
    .prepare<[string, string, number], number>(
      `SELECT count(*) FROM (
         SELECT 1 FROM Model INDEXED BY ${index} WHERE isListed AND nameKey >= ? AND nameKey < ? LIMIT ?
       )`,
    )
    .pluck()
    .get(first, end, FEW_MODELS + 1)
  if (!named) return { ids: [], expression: null, has: () => true, where, index: null }
  const { ids, expression, has } = read()
  return { ids, expression, has, where, index: named > FEW_MODELS ? null : index }
}

const passes = (entry: SearchEntry, tokens: readonly string[]) =>
  tokens.every((token) => entry.filters.includes(token))

const closenessTo = (words: Parameters<typeof closenessOf>[0], { name, tags }: SearchEntry) =>
  closenessOf(words, name, tags)
