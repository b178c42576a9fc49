import type { Connection } from './connection'
import { renewSearchEntry } from './search-entries'
import { statement } from './statement'

export type Keywords = { tags: readonly string[]; categories: readonly string[] }

/** Without repeats, in an order that does not depend on how they came. */
export const sorted = (values: Iterable<string>) => [...new Set(values)].sort()

/** Whether a model has these tags and categories, and no others. */
export function hasKeywords(
  connection: Connection,
  modelId: number,
  { tags, categories }: Keywords,
): boolean {
  const areEqual = (names: readonly string[], links: Links) =>
    sorted(names).join('\n') === sorted(links.read(connection).pluck().all(modelId)).join('\n')
  return areEqual(tags, TAGS) && areEqual(categories, CATEGORIES)
}

/**
 * Replaces the tags and categories of a model, and keeps what it is found by in step with them. To be called after the
 * model itself is written: its name and licence count, too.
 */
export function replaceKeywords(
  connection: Connection,
  modelId: number,
  { tags, categories }: Keywords,
): void {
  replace(connection, TAGS, modelId, tags)
  replace(connection, CATEGORIES, modelId, categories)
  renewSearchEntry(connection, modelId)
}

function linksTo(table: 'Tag' | 'Category', column: 'tagId' | 'categoryId') {
  return {
    read: statement<[number], string>(
      `SELECT name FROM Model${table} JOIN ${table} ON ${table}.id = ${column} WHERE modelId = ?`,
    ),
    clear: statement<[number]>(`DELETE FROM Model${table} WHERE modelId = ?`),
    insertName: statement<[string]>(`INSERT OR IGNORE INTO ${table} (name) VALUES (?)`),
    insertLink: statement<[number, string]>(
      `INSERT OR IGNORE INTO Model${table} (modelId, ${column}) SELECT ?, id FROM ${table} WHERE name = ?`,
    ),
  }
}

type Links = ReturnType<typeof linksTo>

const TAGS = linksTo('Tag', 'tagId')
const CATEGORIES = linksTo('Category', 'categoryId')

function replace(connection: Connection, links: Links, modelId: number, names: readonly string[]): void {
  links.clear(connection).run(modelId)
  for (const name of names) {
    links.insertName(connection).run(name)
    links.insertLink(connection).run(modelId, name)
  }
}
