import { sameName } from '@/lib/name-order'
import type { Connection } from './connection'
import { allOf, FEW_MODELS, filterExpressions, idsUpTo, type Matches } from './model-matches'
import { byCloseness, closenessOf, searchWords, typedName } from './search-words'

export type Sql = { text: string; values: (string | number)[] }

export const NOTHING: Sql = { text: '', values: [] }

/**
 * Models that stand together in a listing: of the ids when these are known, else of those that a full-text expression
 * finds (of all, when it is null), the ones that a condition holds for. `index` is the one that finds them soonest; null
 * for that of the order.
 */
export type Part = { ids: number[] | null; expression: string | null; where: Sql; index: string | null }

/**
 * What a search finds, in parts, the closest first: the names that are what was typed, then as in {@link byCloseness}.
 * What is in a part is looked up when it is come to.
 */
export function partsByCloseness(connection: Connection, matches: Matches, query: string): (() => Part)[] {
  const { ids } = matches
  return ids === null ? partsOfMany(connection, matches, query) : partsOfFew(connection, ids, query)
}

function partsOfFew(connection: Connection, ids: readonly number[], query: string): (() => Part)[] {
  const words = searchWords(query)
  const { has } = sameName(typedName(query))
  const rows = connection
    .prepare<[string], { id: number; nameKey: string; name: string; tags: string }>(
      `SELECT Model.id, nameKey, ModelSearch.name, ModelSearch.tags FROM json_each(?) AS wanted
       CROSS JOIN Model ON Model.id = wanted.value CROSS JOIN ModelSearch ON ModelSearch.rowid = wanted.value`,
    )
    .all(JSON.stringify(ids))
  const parts = Array.from({ length: 5 }, (): number[] => [])
  for (const { id, nameKey, name, tags } of rows) {
    const closeness = has(nameKey) ? 0 : closenessOf(words, name.split(' '), tags.split(' ')) + 1
    parts[closeness]?.push(id)
  }
  return parts.map((part) => () => ({ ids: part, expression: null, where: NOTHING, index: null }))
}

function partsOfMany(connection: Connection, { filter }: Matches, query: string): (() => Part)[] {
  const expressions = byCloseness(searchWords(query)).map((found) =>
    allOf([...filterExpressions(filter), found]),
  )
  const { first, end } = sameName(typedName(query))
  const where: Sql = { text: 'AND (nameKey < ? OR nameKey >= ?)', values: [first, end] }
  const [inName = ''] = expressions
  return [
    () => sameNamePart(connection, inName, first, end),
    ...expressions.map((expression) => () => ({
      ids: idsUpTo(connection, expression),
      expression,
      where,
      index: null,
    })),
  ]
}

function sameNamePart(connection: Connection, expression: string, first: string, end: string): Part {
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
  if (!named) return { ids: [], expression, where, index: null }
  return { ids: idsUpTo(connection, expression), expression, where, index: named > FEW_MODELS ? null : index }
}
