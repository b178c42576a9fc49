import { sameName } from '@/lib/text/name-order'
import type { SearchDialect } from '../dialect'
import { dialect, statement, type Work } from '../statement'
import { expressionOf, FEW_MODELS, filterTokens, type Matches, withinFilter } from './model-matches'
import { readSearchEntries, type SearchEntry } from './search-entries'
import { type Reading, tierExpressions, tierFinder, tiersOf } from './search-reading'

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
export function* wholePart({ filter, reading, ids }: Matches): Work<Part> {
  const { search } = yield* dialect()
  const tierOf = tierFinder(reading)
  const tokens = filterTokens(filter)
  const has = (entry: SearchEntry) => passes(entry, tokens) && (reading.length === 0 || tierOf(entry) >= 0)
  const expression = expressionOf(search, { filter, reading })
  return { ids, expression, isMany: true, has, where: NOTHING, index: null }
}

/** What a search finds, in parts, the closest first: those of {@link tiersOf}. */
export function* partsByCloseness(matches: Matches): Work<PartToRead[]> {
  const { ids, reading } = matches
  if (ids !== null && ids.length <= READ_MODELS) return yield* partsOfFew(ids, reading)
  const { search } = yield* dialect()
  return partsOfMany(search, matches)
}

function* partsOfFew(ids: readonly number[], reading: Reading): Work<Part[]> {
  const tierOf = tierFinder(reading)
  const parts = tiersOf(reading).map((): number[] => [])
  for (const entry of yield* readSearchEntries(ids)) parts[tierOf(entry)]?.push(entry.id)
  return parts.map((part) => partOf(part, NOTHING))
}

function partsOfMany(search: SearchDialect, { filter, reading }: Matches): PartToRead[] {
  const tierOf = tierFinder(reading)
  const tokens = filterTokens(filter)
  const expressions = tierExpressions(search, reading)
  const named: Sql[] = []
  return tiersOf(reading).map(({ name }, place): PartToRead => {
    const expression = withinFilter(search, filter, expressions[place] ?? '')
    const part = (has: Part['has'], where: Sql): Part => {
      return { ids: null, expression, isMany: false, has, where, index: null }
    }
    const isIn = (entry: SearchEntry) => passes(entry, tokens) && tierOf(entry) === place
    const before = named.slice()
    if (name === null) return part(isIn, allOf(before))
    const { first, end } = sameName(name)
    named.push({ text: 'AND (nameKey < ? OR nameKey >= ?)', values: [first, end] })
    const where = allOf([...before, { text: 'AND nameKey >= ? AND nameKey < ?', values: [first, end] }])
    return () => sameNamePart(part(isIn, where), first, end)
  })
}

const allOf = (conditions: readonly Sql[]): Sql => ({
  text: conditions.map(({ text }) => text).join(' '),
  values: conditions.flatMap(({ values }) => values),
})

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
function* sameNamePart(part: Part, first: string, end: string): Work<Part> {
  const named = (yield* countNamed.first(first, end, FEW_MODELS + 1))?.count ?? 0
  if (named === 0) return partOf([], part.where)
  return { ...part, index: named > FEW_MODELS ? null : NAME_INDEX }
}

const passes = (entry: SearchEntry, tokens: readonly string[]) =>
  tokens.every((token) => entry.filters.includes(token))
