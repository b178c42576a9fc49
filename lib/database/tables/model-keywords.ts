import { insertAll, statement, type Work } from '../statement'
import { renewSearchEntries } from './search-entries'

export type Keywords = { tags: readonly string[]; categories: readonly string[] }

/** Without repeats, in an order that does not depend on how they came. */
export const sorted = (values: Iterable<string>) => [...new Set(values)].sort()

/** Whether both have the same tags and categories, in whatever order. */
export function areSameKeywords(one: Keywords, other: Keywords): boolean {
  const areSame = (names: readonly string[], others: readonly string[]) =>
    sorted(names).join('\n') === sorted(others).join('\n')
  return areSame(one.tags, other.tags) && areSame(one.categories, other.categories)
}

/** The tags and categories of models, by id; of each that is asked for there are some, if none. */
export function* readKeywords(modelIds: readonly number[]): Work<Map<number, Keywords>> {
  const tags = yield* readNames(TAGS, modelIds)
  const categories = yield* readNames(CATEGORIES, modelIds)
  return new Map(
    modelIds.map((id) => [id, { tags: tags.get(id) ?? [], categories: categories.get(id) ?? [] }]),
  )
}

/**
 * Replaces the tags and categories of models, by id, and keeps what they are found by in step with them. To be called
 * after the models themselves are written: their names, licences and authors count, too.
 */
export function* replaceKeywords(wanted: ReadonlyMap<number, Keywords>): Work<void> {
  if (wanted.size === 0) return
  const rows = [...wanted]
  yield* replace(
    TAGS,
    rows.map(([modelId, { tags }]) => ({ modelId, names: tags })),
  )
  yield* replace(
    CATEGORIES,
    rows.map(([modelId, { categories }]) => ({ modelId, names: categories })),
  )
  yield* renewSearchEntries([...wanted.keys()])
}

function linksTo(table: 'Tag' | 'Category', column: 'tagId' | 'categoryId') {
  const links = `Model${table}`
  return {
    table,
    column,
    links,
    read: statement<[string], { modelId: number; name: string }>(
      ({ eachNumber }) =>
        `SELECT modelId, name FROM ${links} JOIN ${table} ON ${table}.id = ${column}
         WHERE modelId IN (SELECT value FROM ${eachNumber} AS wanted)`,
    ),
    clear: statement<[string]>(
      ({ eachNumber }) => `DELETE FROM ${links} WHERE modelId IN (SELECT value FROM ${eachNumber} AS wanted)`,
    ),
    find: statement<[string], { id: number; name: string }>(
      ({ eachText }) =>
        `SELECT id, name FROM ${table} WHERE name IN (SELECT value FROM ${eachText} AS wanted)`,
    ),
  }
}

type Links = ReturnType<typeof linksTo>

const TAGS = linksTo('Tag', 'tagId')
const CATEGORIES = linksTo('Category', 'categoryId')

function* readNames(links: Links, modelIds: readonly number[]): Work<Map<number, string[]>> {
  const names = new Map<number, string[]>()
  for (const { modelId, name } of yield* links.read.all(JSON.stringify(modelIds))) {
    const known = names.get(modelId)
    if (known) known.push(name)
    else names.set(modelId, [name])
  }
  return names
}

function* replace(
  { table, column, links, clear, find }: Links,
  wanted: readonly { modelId: number; names: readonly string[] }[],
): Work<void> {
  yield* clear.run(JSON.stringify(wanted.map(({ modelId }) => modelId)))
  const names = [...new Set(wanted.flatMap((model) => model.names))]
  const list = JSON.stringify(names)
  const known = new Set((yield* find.all(list)).map(({ name }) => name))
  const added = names.filter((name) => !known.has(name))
  yield* insertAll({ table, columns: ['name'], rows: added.map((name) => [name]) })
  const ids = new Map((yield* find.all(list)).map(({ id, name }) => [name, id]))
  const rows = wanted.flatMap((model) =>
    [...new Set(model.names)].map((name) => [model.modelId, ids.get(name) ?? null]),
  )
  yield* insertAll({ table: links, columns: ['modelId', column], rows })
}
