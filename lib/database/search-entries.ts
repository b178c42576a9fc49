import { z } from 'zod'
import { nameKey } from '@/lib/text/name-order'
import type { Connection } from './connection'
import { filterToken, searchText } from './search-words'

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

/**
 * Makes what models are found and sorted by: their rows in the full-text index, and the keys of their names. To be
 * made anew, in the same transaction, after a model's name, licence, tags or categories have changed.
 */
export function searchEntries(connection: Connection) {
  const readOne = connection.prepare<[number], Row>(`${ROWS} WHERE id = ?`)
  const remove = connection.prepare('DELETE FROM ModelSearch WHERE rowid = ?')
  const insert = connection.prepare(
    'INSERT INTO ModelSearch (rowid, name, tags, filters) VALUES (?, ?, ?, ?)',
  )
  const setKey = connection.prepare('UPDATE Model SET nameKey = ? WHERE id = ?')

  function write(row: Row): void {
    const tags = names.parse(JSON.parse(row.tags))
    const categories = names.parse(JSON.parse(row.categories))
    const filters = [
      ...tags.map((tag) => filterToken('tag', tag)),
      ...categories.map((category) => filterToken('category', category)),
      ...(row.license === null ? [] : [filterToken('license', row.license)]),
    ]
    insert.run(row.id, searchText(row.name), tags.map(searchText).join(' '), filters.join(' '))
    setKey.run(nameKey(row.name), row.id)
  }

  return {
    /** Makes those of one model anew. */
    renew(modelId: number): void {
      remove.run(modelId)
      const row = readOne.get(modelId)
      if (row) write(row)
    },
    /** Makes those of all models. The index must be empty. */
    fill(): void {
      const readSome = connection.prepare<[number, number], Row>(`${ROWS} WHERE id > ? ORDER BY id LIMIT ?`)
      let rows = readSome.all(0, ALL_AT_ONCE)
      for (let last = rows.at(-1); last; last = rows.at(-1)) {
        rows.forEach(write)
        rows = readSome.all(last.id, ALL_AT_ONCE)
      }
    },
  }
}
