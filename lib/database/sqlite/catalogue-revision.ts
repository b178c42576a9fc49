import type { Connection } from './connection'
import { statement } from './statement'

const revision = statement<[], number>('SELECT revision FROM CatalogueRevision WHERE id = 1')

/** A number that is another one after every change that pages must show, and that is committed with the change. */
export function readCatalogueRevision(connection: Connection): number {
  return revision(connection).pluck().get() ?? 0
}

/**
 * Counts a change that pages must show. Call it in the transaction that makes the change: readers that
 * cached under the revision before then see both at once.
 */
export function bumpCatalogueRevision(connection: Connection): void {
  connection.prepare('UPDATE CatalogueRevision SET revision = revision + 1 WHERE id = 1').run()
}
