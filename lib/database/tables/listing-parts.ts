import { sameName } from '@/lib/text/name-order'
import type { SearchDialect } from '../dialect'
import { dialect, statement, type Work } from '../statement'
import { expressionOf, FEW_MODELS, filterTokens, type Matches, withinFilter } from './model-matches'
import { readSearchEntries, type SearchEntry } from './search-entries'
import { byCloseness, closenessOf, searchWords, typedName } from './search-words'

export type Sql = { text: string; values: (string | number)[] }

export const NOTHING: Sql = { text: '', values: [] }

/**
 * Models that stand together in a listing: those among `ids` when these are known; else those that a full-text
 * expression finds (all, when it is null), which are those whose entry has what is asked for. Of these, the ones that a
 * condition holds for. `isMany` says that the expression is known to find many. `index` is the one that finds them soonest;
 * null for that of the order.
 */
export type Part = {
  ids: number[] | null
  expression: string | null
  isMany: boolean
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
  return { ids, expression: expressionOf(search, filter), isMany: true, has, where: NOTHING, index: null }
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
  return parts.map((part) => partOf(part, NOTHING))
}

function partsOfMany(search: SearchDialect, { filter }: Matches, query: string): PartToRead[] {
  const words = searchWords(query)
  const { first, end } = sameName(typedName(query))
  const tokens = filterTokens(filter)
  const where: Sql = { text: 'AND (nameKey < ? OR nameKey >= ?)', values: [first, end] }
  const parts = byCloseness(search, words).map((found, closeness): Part => {
    const expression = withinFilter(search, filter, found)
    const has = (entry: SearchEntry) => passes(entry, tokens) && closenessTo(words, entry) === closeness
    return { ids: null, expression, isMany: false, has, where, index: null }
  })
  const [inName] = parts
  return inName ? [() => sameNamePart(inName, first, end), ...parts] : []
}

/** Models whose ids are known. */
function partOf(ids: number[], where: Sql): Part {
  return { ids, expression: null, isMany: false, has: () => true, where, index: null }
}

const NAME_INDEX = 'Model_nameKey_id_idx'

const countNamed = statement<[string, string, number], { count: number }>(
  ({ walking }) =>
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM Model ${walking(NAME_INDEX)} WHERE isListed AND nameKey >= ? AND nameKey < ? LIMIT ?
     ) AS named`,
)

/** Those of a part that have the name that was typed, be it written otherwise. */
function* sameNamePart(inName: Part, first: string, end: string): Work<Part> {
  const where: Sql = { text: 'AND nameKey >= ? AND nameKey < ?', values: [first, end] }
  const named = (yield* countNamed.first(first, end, FEW_MODELS + 1))?.count ?? 0
  if (named === 0) return partOf([], where)
  const { expression, has } = inName
  const index = named > FEW_MODELS ? null : NAME_INDEX
  return { ids: null, expression, isMany: false, has, where, index }
}

const passes = (entry: SearchEntry, tokens: readonly string[]) =>
  tokens.every((token) => entry.filters.includes(token))

const closenessTo = (words: Parameters<typeof closenessOf>[0], { name, tags }: SearchEntry) =>
  closenessOf(words, name, tags)
