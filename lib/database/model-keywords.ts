import type { Connection } from './connection'
import { searchEntries } from './search-entries'

/** Without repeats, in an order that does not depend on how they came. */
export const sorted = (values: Iterable<string>) => [...new Set(values)].sort()

/** Reads and replaces the tags and categories of models, and keeps what they are found by in step with them. */
export function modelKeywords(connection: Connection) {
  const entries = searchEntries(connection)
  const tags = linkStatements(connection, 'Tag')
  const categories = linkStatements(connection, 'Category')

  return {
    areEqual: (modelId: number, record: { tags: string[]; categories: string[] }) =>
      sorted(record.tags).join('\n') === tags.read(modelId).join('\n') &&
      sorted(record.categories).join('\n') === categories.read(modelId).join('\n'),
    /** To be called after the model itself is written: its name and licence count, too. */
    replace(modelId: number, record: { tags: string[]; categories: string[] }) {
      tags.replace(modelId, record.tags)
      categories.replace(modelId, record.categories)
      entries.renew(modelId)
    },
  }
}

/** Reads and replaces one model's tags or categories. */
function linkStatements(connection: Connection, table: 'Tag' | 'Category') {
  const column = table === 'Tag' ? 'tagId' : 'categoryId'
  const read = connection.prepare<[number], { name: string }>(
    `SELECT name FROM Model${table} JOIN ${table} ON ${table}.id = ${column} WHERE modelId = ? ORDER BY name`,
  )
  const clear = connection.prepare(`DELETE FROM Model${table} WHERE modelId = ?`)
  const insertName = connection.prepare(`INSERT OR IGNORE INTO ${table} (name) VALUES (?)`)
  const insertLink = connection.prepare(
    `INSERT OR IGNORE INTO Model${table} (modelId, ${column}) SELECT ?, id FROM ${table} WHERE name = ?`,
  )
  return {
    read: (modelId: number) => sorted(read.all(modelId).map((row) => row.name)),
    replace(modelId: number, names: readonly string[]) {
      clear.run(modelId)
      for (const name of names) {
        insertName.run(name)
        insertLink.run(modelId, name)
      }
    },
  }
}
