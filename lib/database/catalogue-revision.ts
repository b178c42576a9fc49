import type { Connection } from './connection'

/**
 * Counts a change that pages must show. Call it in the transaction that makes the change: readers that
 * cached under the revision before then see both at once.
 */
export function bumpCatalogueRevision(connection: Connection): void {
  connection.prepare('UPDATE CatalogueRevision SET revision = revision + 1 WHERE id = 1').run()
}
