import { bumpCatalogueRevision } from './catalogue-revision'
import type { Connection } from './connection'
import { hasKeywords, type Keywords, replaceKeywords } from './model-keywords'
import { isRemoved } from './removed-models'
import { renewSearchEntry } from './search-entries'

export type PsvModel = { uid: string; name: string; url: string }

export type PsvModelCounts = {
  added: number
  updated: number
  unchanged: number
  /** Are in the catalogue from another source, which knows more of them. */
  fromElsewhere: number
  /** Were taken down. */
  removed: number
}

/** Writes models of which nothing is known but a name and a page, in one transaction. */
export function writePsvModels(connection: Connection, models: readonly PsvModel[]): PsvModelCounts {
  const find = connection.prepare<[string], { id: number; source: string; name: string }>(
    'SELECT id, source, name FROM Model WHERE uid = ?',
  )
  const insert = connection.prepare(
    "INSERT INTO Model (uid, source, sourceKey, name, url) VALUES (?, 'psv', ?, ?, ?)",
  )
  const rename = connection.prepare('UPDATE Model SET name = ? WHERE id = ?')

  function writeModel({ uid, name, url }: PsvModel): keyof PsvModelCounts {
    if (isRemoved(connection, uid)) return 'removed'
    const existing = find.get(uid)
    if (!existing) {
      renewSearchEntry(connection, Number(insert.run(uid, uid, name, url).lastInsertRowid))
      return 'added'
    }
    if (existing.source !== 'psv') return 'fromElsewhere'
    if (existing.name === name) return 'unchanged'
    rename.run(name, existing.id)
    renewSearchEntry(connection, existing.id)
    return 'updated'
  }

  const write = connection.transaction(() => {
    const counts: PsvModelCounts = { added: 0, updated: 0, unchanged: 0, fromElsewhere: 0, removed: 0 }
    for (const model of models) counts[writeModel(model)]++
    if (counts.added + counts.updated > 0) bumpCatalogueRevision(connection)
    return counts
  })
  return write.immediate()
}

/**
 * Replaces the tags and categories of models, by uid, in one transaction. Returns how many models that was: those
 * of another source keep what that says.
 */
export function writePsvKeywords(connection: Connection, keywords: ReadonlyMap<string, Keywords>): number {
  const find = connection.prepare<[string], { id: number }>(
    "SELECT id FROM Model WHERE uid = ? AND source = 'psv'",
  )
  const write = connection.transaction(() => {
    let described = 0
    for (const [uid, words] of keywords) {
      const model = find.get(uid)
      if (!model) continue
      described++
      if (!hasKeywords(connection, model.id, words)) replaceKeywords(connection, model.id, words)
    }
    if (described > 0) bumpCatalogueRevision(connection)
    return described
  })
  return write.immediate()
}
