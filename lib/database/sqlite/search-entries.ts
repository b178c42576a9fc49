import { z } from 'zod'
import { nameKey } from '@/lib/text/name-order'
import type { Connection } from './connection'
import { filterToken, searchText } from './search-words'
import { statement } from './statement'

/** What a model is found by, in tokens, and sorted by. */
export type SearchEntry = { id: number; nameKey: string; name: string[]; tags: string[]; filters: string[] }

/** Reads the entries of models, in the order of the ids. */
export function readSearchEntries(connection: Connection, ids: readonly number[]): SearchEntry[] {
  return connection
    .prepare<[string], { id: number; nameKey: string; name: string; tags: string; filters: string }>(
      `SELECT Model.id, nameKey, ModelSearch.name, ModelSearch.tags, ModelSearch.filters
       FROM json_each(?) AS wanted
       CROSS JOIN Model ON Model.id = wanted.value CROSS JOIN ModelSearch ON ModelSearch.rowid = wanted.value
       ORDER BY wanted.key`,
    )
    .all(JSON.stringify(ids))
    .map(({ id, nameKey, name, tags, filters }) => ({
      id,
      nameKey,
      name: name.split(' '),
      tags: tags.split(' '),
      filters: filters.split(' '),
    }))
}

type Row = { id: number; name: string; license: string | null; tags: string; categories: string }

const ROWS = `
  SELECT id, name, license,
    (SELECT json_group_array(name) FROM ModelTag JOIN Tag ON Tag.id = tagId WHERE modelId = Model.id) AS tags,
    (SELECT json_group_array(name) FROM ModelCategory JOIN Category ON Category.id = categoryId
     WHERE modelId = Model.id) AS categories
  FROM Model`

const ALL_AT_ONCE = 1_000

const names = z.array(z.string())

const readOne = statement<[number], Row>(`${ROWS} WHERE id = ?`)
const readSome = statement<[number, number], Row>(`${ROWS} WHERE id > ? ORDER BY id LIMIT ?`)
const remove = statement<[number]>('DELETE FROM ModelSearch WHERE rowid = ?')
const insert = statement<[number, string, string, string]>(
  'INSERT INTO ModelSearch (rowid, name, tags, filters) VALUES (?, ?, ?, ?)',
)
const setKey = statement<[string, number]>('UPDATE Model SET nameKey = ? WHERE id = ?')

/**
 * Makes anew what a model is found and sorted by: its row in the full-text index, and the key of its name. To be done,
 * in the same transaction, after its name, licence, tags or categories have changed.
 */
export function renewSearchEntry(connection: Connection, modelId: number): void {
  remove(connection).run(modelId)
  const row = readOne(connection).get(modelId)
  if (row) write(connection, row)
}

/** Makes the entries of all models. The index must be empty. */
export function fillSearchEntries(connection: Connection): void {
  let rows = readSome(connection).all(0, ALL_AT_ONCE)
  for (let last = rows.at(-1); last; last = rows.at(-1)) {
    for (const row of rows) write(connection, row)
    rows = readSome(connection).all(last.id, ALL_AT_ONCE)
  }
}

function write(connection: Connection, row: Row): void {
  const tags = names.parse(JSON.parse(row.tags))
  const categories = names.parse(JSON.parse(row.categories))
  const filters = [
    ...tags.map((tag) => filterToken('tag', tag)),
    ...categories.map((category) => filterToken('category', category)),
    ...(row.license === null ? [] : [filterToken('license', row.license)]),
  ]
  insert(connection).run(row.id, searchText(row.name), tags.map(searchText).join(' '), filters.join(' '))
  setKey(connection).run(nameKey(row.name), row.id)
}
