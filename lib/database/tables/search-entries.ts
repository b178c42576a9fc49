import { z } from 'zod'
import { nameKey } from '@/lib/text/name-order'
import type { Dialect, SearchTexts } from '../dialect'
import { dialect, insertAll, statement, type Work } from '../statement'
import { clearVocabulary, countVocabulary } from './search-vocabulary'
import { filterToken, searchText } from './search-words'

/** What a model is found by, in tokens, and sorted by. */
export type SearchEntry = { id: number; nameKey: string; name: string[]; tags: string[]; filters: string[] }

const entriesOf = statement<
  [string],
  { id: number; nameKey: string; name: string; tags: string; filters: string }
>(
  ({ eachNumber, joinedInOrder, searchKey }) =>
    `SELECT Model.id, nameKey, ModelSearch.name, ModelSearch.tags, ModelSearch.filters
     FROM ${eachNumber} AS wanted
     ${joinedInOrder} Model ON Model.id = wanted.value
     ${joinedInOrder} ModelSearch ON ModelSearch.${searchKey} = wanted.value
     ORDER BY wanted.key`,
)

/** Reads the entries of models, in the order of the ids. */
export function* readSearchEntries(ids: readonly number[]): Work<SearchEntry[]> {
  const rows = yield* entriesOf.all(JSON.stringify(ids))
  return rows.map(({ id, nameKey, name, tags, filters }) => ({
    id,
    nameKey,
    name: name.split(' '),
    tags: tags.split(' '),
    filters: filters.split(' '),
  }))
}

type Row = {
  id: number
  name: string
  nameKey: string
  license: string | null
  author: string | null
  /** JSON. */
  tags: string
  /** JSON. */
  categories: string
}

const rowsWhere =
  (condition: (dialect: Dialect) => string) =>
  (dialect: Dialect): string => {
    const { listOf } = dialect
    const tags = listOf('SELECT name FROM ModelTag JOIN Tag ON Tag.id = tagId WHERE modelId = Model.id')
    const categories = listOf(
      'SELECT name FROM ModelCategory JOIN Category ON Category.id = categoryId WHERE modelId = Model.id',
    )
    return `SELECT id, name, nameKey, license, author, (${tags}) AS tags, (${categories}) AS categories
      FROM Model WHERE ${condition(dialect)}`
  }

const ALL_AT_ONCE = 1_000

const names = z.array(z.string())

const readRows = statement<[string], Row>(
  rowsWhere(({ eachNumber }) => `id IN (SELECT value FROM ${eachNumber} AS wanted)`),
)
const nextRows = statement<[number, number], Row>(rowsWhere(() => 'id > ? ORDER BY id LIMIT ?'))
const deleteEntries = statement<[string]>(
  ({ searchKey, eachNumber }) =>
    `DELETE FROM ModelSearch WHERE ${searchKey} IN (SELECT value FROM ${eachNumber} AS wanted)`,
)
const readTexts = statement<[string], SearchTexts>(
  ({ searchKey, eachNumber }) =>
    `SELECT name, tags, filters FROM ModelSearch
     WHERE ${searchKey} IN (SELECT value FROM ${eachNumber} AS wanted)`,
)
const setNameKey = statement<[string, number]>('UPDATE Model SET nameKey = ? WHERE id = ?')

/**
 * Makes anew what models are found and sorted by: their rows in the full-text index, what these have in common with others,
 * and the keys of their names. To be done, in the same transaction, after their names, authors, licences, tags or categories
 * have changed.
 */
export function* renewSearchEntries(modelIds: readonly number[]): Work<void> {
  for (let start = 0; start < modelIds.length; start += ALL_AT_ONCE) {
    const some = JSON.stringify(modelIds.slice(start, start + ALL_AT_ONCE))
    const before = yield* readTexts.all(some)
    yield* deleteEntries.run(some)
    yield* write(yield* readRows.all(some), before)
  }
}

/** Takes models out of the full-text index, while they are still there. @param ids as JSON */
export function* removeSearchEntries(ids: string): Work<void> {
  yield* countVocabulary(yield* readTexts.all(ids), [])
  yield* deleteEntries.run(ids)
}

/** Makes the entries of all models. The index must be empty. */
export function* fillSearchEntries(): Work<void> {
  yield* clearVocabulary()
  let rows = yield* nextRows.all(0, ALL_AT_ONCE)
  for (let last = rows.at(-1); last; last = rows.at(-1)) {
    yield* write(rows)
    rows = yield* nextRows.all(last.id, ALL_AT_ONCE)
  }
}

const lastEntry = statement<[], { id: number }>(
  ({ searchKey }) => `SELECT ${searchKey} AS id FROM ModelSearch ORDER BY ${searchKey} DESC LIMIT 1`,
)

/**
 * Makes the entries of some models that follow on those which have theirs, by id; the keys of their names stay.
 *
 * @returns of how many: none when all have theirs
 */
export function* continueSearchEntries(): Work<number> {
  const { id } = (yield* lastEntry.first()) ?? { id: 0 }
  const rows = yield* nextRows.all(id, ALL_AT_ONCE)
  yield* writeEntries(rows)
  return rows.length
}

/** @param before entries that are gone */
function* write(rows: readonly Row[], before: readonly SearchTexts[] = []): Work<void> {
  yield* writeEntries(rows, before)
  for (const row of rows) {
    const key = nameKey(row.name)
    if (row.nameKey !== key) yield* setNameKey.run(key, row.id)
  }
}

function* writeEntries(rows: readonly Row[], before: readonly SearchTexts[] = []): Work<void> {
  if (rows.length === 0) return
  const { searchRow } = yield* dialect()
  const texts = rows.map(searchTexts)
  const entries = rows.map((row, place) => searchRow(row.id, texts[place] ?? searchTexts(row)))
  yield* insertAll({
    table: 'ModelSearch',
    columns: Object.keys(entries[0] ?? {}),
    rows: entries.map((entry) => Object.values(entry)),
  })
  yield* countVocabulary(before, texts)
}

function searchTexts(row: Row): SearchTexts {
  // In an order of their own: that of the rows is whatever the database likes.
  const tags = names.parse(JSON.parse(row.tags)).sort()
  const categories = names.parse(JSON.parse(row.categories)).sort()
  const filters = [
    ...tags.map((tag) => filterToken('tag', tag)),
    ...categories.map((category) => filterToken('category', category)),
    ...(row.license === null ? [] : [filterToken('license', row.license)]),
    ...(row.author === null ? [] : [filterToken('author', row.author)]),
  ]
  return { name: searchText(row.name), tags: tags.map(searchText).join(' '), filters: filters.join(' ') }
}
