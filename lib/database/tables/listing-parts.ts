import { sameName } from '@/lib/text/name-order'
import type { SearchDialect } from '../dialect'
import { dialect, statement, type Work } from '../statement'
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

/** A part, or how it is looked up once it is come to. */
export type PartToRead = Part | (() => Work<Part>)

/** Up to how many models are read to see how close they are, at some 15 microseconds each. */
const READ_MODELS = 500

/** All matches as one part. */
export function* wholePart({ filter, ids }: Matches): Work<Part> {
  const { search } = yield* dialect()
  const words = searchWords(filter.query ?? '')
  const has = (entry: SearchEntry) => passes(entry, filterTokens(filter)) && closenessTo(words, entry) >= 0
  return { ids, expression: expressionOf(search, filter), has, where: NOTHING, index: null }
}

/** What a search finds, in parts, the closest first: the names that are what was typed, then as in {@link byCloseness}. */
export function* partsByCloseness(matches: Matches, query: string): Work<PartToRead[]> {
  const { ids } = matches
  if (ids !== null && ids.length <= READ_MODELS) return yield* partsOfFew(ids, query)
  const { search } = yield* dialect()
  return partsOfMany(search, matches, query)
}

function* partsOfFew(ids: readonly number[], query: string): Work<Part[]> {
  const words = searchWords(query)
  const same = sameName(typedName(query))
  const parts = Array.from({ length: 5 }, (): number[] => [])
  for (const entry of yield* readSearchEntries(ids)) {
    const place = same.has(entry.nameKey) ? 0 : closenessTo(words, entry) + 1
    parts[place]?.push(entry.id)
  }
  return parts.map((part) => ({
    ids: part,
    expression: null,
    has: () => true,
    where: NOTHING,
    index: null,
  }))
}

function partsOfMany(search: SearchDialect, { filter }: Matches, query: string): PartToRead[] {
  const words = searchWords(query)
  const { first, end } = sameName(typedName(query))
  const tokens = filterTokens(filter)
  const where: Sql = { text: 'AND (nameKey < ? OR nameKey >= ?)', values: [first, end] }
  const parts = byCloseness(search, words).map((found, closeness) => {
    const expression = withinFilter(search, filter, found)
    const has = (entry: SearchEntry) => passes(entry, tokens) && closenessTo(words, entry) === closeness
    return function* (): Work<Part> {
      return { ids: yield* idsUpTo(expression), expression, has, where, index: null }
    }
  })
  const [inName] = parts
  return inName ? [() => sameNamePart(inName, first, end), ...parts] : []
}

const NAME_INDEX = 'Model_nameKey_id_idx'

const countNamed = statement<[string, string, number], { count: number }>(
  ({ walking }) =>
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM Model ${walking(NAME_INDEX)} WHERE isListed AND nameKey >= ? AND nameKey < ? LIMIT ?
     ) AS named`,
)

/** Those of a part that have the name that was typed, be it written otherwise. */
function* sameNamePart(read: () => Work<Part>, first: string, end: string): Work<Part> {
  const where: Sql = { text: 'AND nameKey >= ? AND nameKey < ?', values: [first, end] }
  const named = (yield* countNamed.first(first, end, FEW_MODELS + 1))?.count ?? 0
  if (named === 0) return { ids: [], expression: null, has: () => true, where, index: NAME_INDEX }
  const { ids, expression, has } = yield* read()
  return { ids, expression, has, where, index: named > FEW_MODELS ? null : NAME_INDEX }
}

const passes = (entry: SearchEntry, tokens: readonly string[]) =>
  tokens.every((token) => entry.filters.includes(token))

const closenessTo = (words: Parameters<typeof closenessOf>[0], { name, tags }: SearchEntry) =>
  closenessOf(words, name, tags)
