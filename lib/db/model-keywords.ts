import type { Connection } from './connection'

/** Without repeats, in an order that does not depend on how they came. */
export const sorted = (values: Iterable<string>) => [...new Set(values)].sort()

/** Reads and replaces the tags and categories of models, and keeps the search box in step with them. */
export function modelKeywords(connection: Connection) {
  const clearSearch = connection.prepare('DELETE FROM ModelSearch WHERE rowid = ?')
  const insertSearch = connection.prepare('INSERT INTO ModelSearch (rowid, name, tags) VALUES (?, ?, ?)')
  const tags = linkStatements(connection, 'Tag')
  const categories = linkStatements(connection, 'Category')

  return {
    areEqual: (modelId: number, record: { tags: string[]; categories: string[] }) =>
      sorted(record.tags).join('\n') === tags.read(modelId).join('\n') &&
      sorted(record.categories).join('\n') === categories.read(modelId).join('\n'),
    replace(modelId: number, record: { name: string; tags: string[]; categories: string[] }) {
      tags.replace(modelId, record.tags)
      categories.replace(modelId, record.categories)
      clearSearch.run(modelId)
      insertSearch.run(modelId, record.name, record.tags.join(' '))
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
